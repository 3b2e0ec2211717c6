/**
 * Where a picture goes among those that its product has by now: behind those that stand before it in the file, else before
 * those behind it, else at the end. Others, which somebody has added or moved, stay as they are. Pure.
 *
 * @param images ids of the product's pictures, in their order.
 * @param fetched what has come from the file, by its place there.
 * @returns a position from 0.
 */
export function placeAmong(
  images: readonly string[],
  fetched: readonly { place: number; image_id: string }[],
  place: number,
): number {
  const positions = (wanted: (one: number) => boolean) =>
    fetched
      .filter((one) => wanted(one.place))
      .map(({ image_id }) => images.indexOf(image_id))
      .filter((position) => position >= 0);
  const before = positions((one) => one < place);
  if (before.length > 0) return Math.max(...before) + 1;
  const behind = positions((one) => one > place);
  return behind.length > 0 ? Math.min(...behind) : images.length;
}
