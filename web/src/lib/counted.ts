import { formatCount } from './formats.ts';

/**
 * A number and what there is of it, in English as all words of the app: `1 order`, `2 orders`.
 *
 * @param locale by which the number is written; plain digits without one
 */
export function counted(count: number, one: string, many: string, locale?: string): string {
  const number = locale === undefined ? String(count) : formatCount(count, locale);
  return `${number} ${count === 1 ? one : many}`;
}
