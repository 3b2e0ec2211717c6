/**
 * @param most the largest value that is shown, not negative
 * @param steps_max steps at most
 * @param isWhole whether there is nothing between two whole numbers
 * @returns the marks of an axis from 0 up to the first that is not below `most`, in steps of 1, 2 or 5 times a power of ten
 */
export function axisMarks(most: number, steps_max: number, isWhole = false): number[] {
  if (most <= 0) return [0];
  const least = most / steps_max;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= least) ?? least;
  const size = isWhole ? Math.max(1, Math.round(step)) : step;
  return Array.from({ length: Math.ceil(most / size) + 1 }, (_, mark) => mark * size);
}
