import pg from 'pg';

const int8 = 20;
const timestamptz = 1184;

/** Money and counts are exact as numbers up to 2^53; past that it is an error, never a rounded figure. */
function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint out of the range of exact numbers: ${text}`);
  return value;
}

/**
 * RFC 3339 in UTC, as `Date.toISOString` writes it, so that a row read back is equal to the row answered when it was
 * written. Microseconds are kept: a cursor made of them must not lose what the row is sorted by.
 */
function parseTimestamp(text: string): string {
  if (!text.endsWith('+00')) return new Date(text).toISOString();
  const fraction = text.slice(20, -3).padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}

const ownParsers = new Map<number, (text: string) => unknown>([
  [int8, parseBigint],
  [timestamptz, parseTimestamp],
]);

/** A row is a response: values arrive as JSON will show them. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : ownParsers.get(oid)) ??
    pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};
