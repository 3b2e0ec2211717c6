import { sql } from 'kysely';
import type { Connection } from '../../platform/database/database.ts';
import type { Candidate } from './spelling.ts';
import type { Term } from './terms.ts';

/** After every letter: the end of the words that begin alike. */
const last_letter = '\u{10FFFF}';
const few_words = 8;

/** The words of what somebody types, with their stems and how much is to be found of each, and of everything. */
export async function readTerms(
  connection: Connection,
  query: string,
  lastIsBeginning: boolean,
): Promise<{ terms: Term[]; products: number }> {
  const { rows } = await sql<Term & { products: number | null }>`
    SELECT t.word, stem.lexeme AS stem, t.config <> 'pg_catalog.simple'::regconfig AS has_stems, t.is_beginning,
           (SELECT w.products FROM search_words w
             WHERE w.word = CASE WHEN stem.lexeme IS NULL OR t.config = 'pg_catalog.simple'::regconfig
                                 THEN t.word ELSE '~' || stem.lexeme END) AS whole_products,
           (SELECT w.products FROM search_words w WHERE w.word = '') AS products,
           CASE WHEN t.is_beginning THEN
             (SELECT sum(w.products) FROM search_words w
               WHERE w.word >= t.word AND w.word < t.word || ${last_letter}::text)::bigint END AS beginning_products,
           CASE WHEN t.is_beginning THEN
             (SELECT CASE WHEN count(*) <= ${few_words} THEN json_agg(few.word) END
                FROM (SELECT w.word FROM search_words w
                       WHERE w.word >= t.word AND w.word < t.word || ${last_letter}::text LIMIT ${few_words + 1}) AS few) END AS beginning_words
      FROM (SELECT given.word, given.place, search_config(s.locale) AS config,
                   ${lastIsBeginning}::boolean AND given.place = count(*) OVER () AS is_beginning
              FROM stores s, unnest(string_to_array(nullif(search_terms(${query}), ''), ' ')) WITH ORDINALITY AS given (word, place)) AS t
      LEFT JOIN LATERAL (SELECT lexeme FROM unnest(to_tsvector(t.config, t.word)) LIMIT 1) AS stem ON true
     ORDER BY t.place`.execute(connection);
  return { terms: rows.map(({ products: _, ...term }) => term), products: rows[0]?.products ?? 0 };
}

/** Words of the store that are one of these. */
export async function readWords(connection: Connection, words: readonly string[]): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    SELECT word, products FROM search_words WHERE word = ANY(${words}::text[])`.execute(connection);
  return rows;
}

const spellings_max = 20;

/** The words of the store that are most like a misspelled one. */
export async function readSpellings(connection: Connection, word: string): Promise<Candidate[]> {
  await sql`SELECT set_config('orderhouse.misspelling', ${word}, true)`.execute(connection);
  const { rows } = await sql<Candidate>`
    SELECT word, products FROM search_spellings WHERE word % ${word}
     ORDER BY similarity(word, ${word}) DESC, products DESC, word LIMIT ${spellings_max}`.execute(connection);
  return rows;
}

/** For each of these beginnings, the word of the store that most products have. */
export async function readWordsThatBegin(connection: Connection, beginnings: readonly string[]): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    SELECT w.word, w.products, true AS is_beginning
      FROM unnest(${beginnings}::text[]) AS b (word),
           LATERAL (SELECT w.word, w.products FROM search_words w
                     WHERE w.word >= b.word AND w.word < b.word || ${last_letter}::text
                     ORDER BY w.products DESC, w.word LIMIT 1) AS w
     ORDER BY w.products DESC, w.word LIMIT ${spellings_max}`.execute(connection);
  return rows;
}
