import type { Connection } from '../../platform/database/database.ts';
import { type Candidate, canBeMistyped, meantBy, slipsOf } from './spelling.ts';
import type { Term } from './terms.ts';
import { readSpellings, readWords, readWordsThatBegin } from './word-statements.ts';

const isUnknown = ({ whole_products, beginning_products }: Term) =>
  whole_products === null && beginning_products === null;

async function candidatesFor(connection: Connection, { word, is_beginning }: Term): Promise<Candidate[]> {
  const slips = slipsOf(word);
  const near = await readWords(connection, slips);
  if (near.length > 0) return near;
  const like = await readSpellings(connection, word);
  if (meantBy(word, like) !== null || !is_beginning || word.length < 4) return like;
  return readWordsThatBegin(
    connection,
    slips.filter((slip) => slip.length >= 3),
  );
}

export interface PutRight {
  query: string;
  /** Its last word is as it was typed, and so may be unfinished. */
  is_typed: boolean;
}

/**
 * What may have been meant by words of which the store has some not at all.
 *
 * @returns the words, put right; null when they are known, or nothing is like them.
 */
export async function forgiveErrors(connection: Connection, terms: readonly Term[]): Promise<PutRight | null> {
  const words: string[] = [];
  let isPutRight = false;
  for (const term of terms) {
    if (isUnknown(term)) {
      const meant = canBeMistyped(term.word) ? meantBy(term.word, await candidatesFor(connection, term)) : null;
      if (meant === null) return null;
      words.push(meant);
      isPutRight = true;
    } else {
      words.push(term.word);
    }
  }
  const last = terms.at(-1);
  return isPutRight ? { query: words.join(' '), is_typed: last?.word === words.at(-1) } : null;
}
