/**
 * @param ids in their order, without the one that is placed.
 * @param position from 0; the last place when it is further, or not said.
 * @returns all of them in their new order.
 */
export function placed(ids: readonly string[], id: string, position = Number.POSITIVE_INFINITY): string[] {
  return ids.toSpliced(Math.min(position, ids.length), 0, id);
}
