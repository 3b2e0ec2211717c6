import { sql } from 'kysely';

const distinct_statements_max = 1_000;
const marker = '/* varies */';

/**
 * Begins a statement whose text depends on what is asked for, as that of a list with filters. It gets no name: anybody
 * could make PostgreSQL keep thousands of plans for each connection.
 */
export const varies = sql.raw(marker);

export type NameOf = (text: string) => string | undefined;

/** Gives each statement text a name, so that PostgreSQL parses and plans it once a connection. */
export function statementNames(prepare: boolean): NameOf {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known || !prepare || names.size >= distinct_statements_max || text.startsWith(marker)) return known;
    const name = `s${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}
