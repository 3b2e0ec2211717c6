import { isDeepStrictEqual } from 'node:util';

/** What changes, as it was and as it will be, for the audit; what is asked for and already so is left out. */
export function changesOf<T extends object>(
  before: T,
  change: Partial<T>,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const was = before as Record<string, unknown>;
  const changed = Object.entries(change).filter(([field, value]) => !isDeepStrictEqual(was[field], value));
  return {
    before: Object.fromEntries(changed.map(([field]) => [field, was[field]])),
    after: Object.fromEntries(changed),
  };
}

/** Whether everything that is asked for is already so. */
export function changesNothing(before: object, change: object): boolean {
  return isDeepStrictEqual({ ...before, ...change }, before);
}
