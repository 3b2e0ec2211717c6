interface Identified {
  id: string;
}

export interface SteadyRows<Row> {
  rows: Row[];
  /** How many have come in above what is shown, and wait to be shown. */
  waiting: number;
  /** Rows that are in the list no longer, but still before somebody's eyes. */
  gone: ReadonlySet<string>;
}

/**
 * What a list shows when it was read anew. While somebody is at it nothing moves under their hand: rows change where they
 * stand, those that came in wait, those that left stay until one has looked up. Pure.
 *
 * @param shown the rows before one's eyes; `null` where there are none yet.
 */
export function steadyRows<Row extends Identified>(
  shown: readonly Row[] | null,
  fresh: readonly Row[],
  isHeld: boolean,
): SteadyRows<Row> {
  if (shown === null || shown.length === 0 || !isHeld) return { rows: [...fresh], waiting: 0, gone: new Set() };
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const known = new Set(shown.map(({ id }) => id));
  const last = fresh.findLastIndex(({ id }) => known.has(id));
  // What comes behind the last row that was shown is the next page, and moves nothing.
  const following = fresh.slice(last + 1);
  const isNew = ({ id }: Row) => !known.has(id);
  return {
    rows: [...shown.map((row) => byId.get(row.id) ?? row), ...(last === -1 ? [] : following.filter(isNew))],
    waiting: (last === -1 ? fresh : fresh.slice(0, last)).filter(isNew).length,
    gone: new Set(shown.filter(({ id }) => !byId.has(id)).map(({ id }) => id)),
  };
}
