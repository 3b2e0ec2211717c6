/** @returns the text as LIKE takes it literally. */
export function literalLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
