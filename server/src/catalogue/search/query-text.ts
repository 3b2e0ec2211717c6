/** PostgreSQL's language of queries: https://www.postgresql.org/docs/18/datatype-textsearch.html#DATATYPE-TSQUERY */

/** A lexeme that no product has. */
export const nothing = "'∅'";

/** @returns the lexeme as PostgreSQL reads it, whatever stands in it. */
export function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

export const both = (...parts: readonly string[]) => parts.map((part) => `(${part})`).join(' & ');

export const either = (...parts: readonly (string | null)[]) => parts.filter((part) => part !== null).join(' | ');
