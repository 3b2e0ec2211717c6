import { DomainError } from './domain-error.ts';

/** @throws DomainError `precondition_failed` when the caller edits what it read before somebody else changed it. */
export function expectVersion(current: number, expected: number | null): void {
  if (expected === null || expected === current) return;
  throw new DomainError('precondition_failed', { detail: `the current version is "${current}"` });
}
