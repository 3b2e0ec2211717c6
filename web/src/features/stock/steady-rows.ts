interface Row {
  id: string;
}

/**
 * Rows as they stood, with what is known of them now: none moves away under the hands of whoever types in it.
 *
 * @param isKept whether a row stays that is not among those of now, as it was.
 * @returns the rows in their places of before; new ones follow.
 */
export function steadyRows<R extends Row>(
  before: readonly R[],
  now: readonly R[],
  isKept: (id: string) => boolean,
): R[] {
  const current = new Map(now.map((row) => [row.id, row]));
  const stayed = before.flatMap((row) => {
    const shown = current.get(row.id) ?? (isKept(row.id) ? row : undefined);
    return shown ? [shown] : [];
  });
  const known = new Set(stayed.map(({ id }) => id));
  return [...stayed, ...now.filter(({ id }) => !known.has(id))];
}

/** Whether two lists hold the very same rows in the same order. */
export function isSame<R>(one: readonly R[], other: readonly R[]): boolean {
  return one.length === other.length && one.every((row, index) => row === other[index]);
}
