// Embeddings, overrides and isolates: one that is not closed turns around what follows it on its line, such as a price.
const turning = /[\u202a-\u202e\u2066-\u2069]/g;
// Next line, line separator, paragraph separator: mail programs break the line there.
const breaking = /[\u0085\u2028\u2029]/g;

/**
 * What people wrote, as it may stand on a line with other words: nothing in it changes the direction of those, or begins a
 * line of its own but for a plain line break. Letters of right-to-left scripts, and marks (U+200E, U+200F), do no harm and
 * stay. Pure.
 *
 * @param said texts, lists and objects of them, as JSON has them.
 * @see https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
 */
export function tame<T>(said: T): T {
  return JSON.parse(JSON.stringify(said).replaceAll(turning, '').replaceAll(breaking, ' ')) as T;
}
