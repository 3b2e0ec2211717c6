import { isDeepStrictEqual } from 'node:util';

/** What a change touches, as it was and as it will be, for the audit. */
export function changesOf(
  before: object,
  change: object,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const was = Object.entries(before).filter(([field]) => field in change);
  return { before: Object.fromEntries(was), after: { ...change } };
}

/** Whether everything that is asked for is already so. */
export function changesNothing(before: object, change: object): boolean {
  return isDeepStrictEqual({ ...before, ...change }, before);
}
