/** Readers of what stands in an address: whatever does not fit is left out, and the room shows what it shows without. */

export function textOf(value: unknown, length_max = 100): string | undefined {
  // A search of digits arrives as a number.
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.slice(0, length_max) : undefined;
}

export function oneOf<const T extends string>(value: unknown, words: readonly T[]): T | undefined {
  return words.find((word) => word === value);
}

/** Several words, comma-separated, as the API has them. */
export function someOf<const T extends string>(value: unknown, words: readonly T[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  const known = value.split(',').filter((word) => words.some((one) => one === word));
  return known.length > 0 ? known.join(',') : undefined;
}

export function countOf(value: unknown, max = Number.MAX_SAFE_INTEGER): number | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= max ? count : undefined;
}

export function flagOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of something there is, or was. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && uuid.test(value) ? value : undefined;
}

/** A day such as `2026-01-31`. */
export function dayOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const at = new Date(value);
  // The 30th of February is read as a day of March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value) ? value : undefined;
}

/** @returns the parameters that are given, so that an address holds no more than what was chosen. */
export function given<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
