import type { Authority } from '../database/authority.ts';
import type { Connection, Database } from '../database/database.ts';
import { isPassing } from '../database/is-passing.ts';
import { DomainError } from '../domain-error.ts';
import type { Claim } from './claim.ts';
import { claimKey, keepAnswer, readKey } from './statements.ts';

export interface Once<T> {
  body: T;
  /** The answer is that of an earlier request with the same key. */
  replayed: boolean;
}

const attempts_max = 4;

/** @throws DomainError `idempotency_key_reused` when the key was first sent with something else. */
function replayOf<T>(claim: Claim, known: { fingerprint: string; answer: string | null }): Once<T> {
  if (known.fingerprint !== claim.fingerprint || known.answer === null) throw new DomainError('idempotency_key_reused');
  return { body: JSON.parse(known.answer), replayed: true };
}

/**
 * Runs `work` in one transaction, at most once for a key: a repeat answers what the first answered. A refusal
 * keeps nothing, so the same key can be tried again. A copy that arrives meanwhile waits for the first.
 *
 * Placing locks its variants before it writes its key, everything else claims its key first: a key that is sent to
 * both at once closes a lock cycle, and whoever PostgreSQL breaks it at tries again.
 */
export async function once<T>(
  database: Database,
  authority: Authority,
  claim: Claim | null,
  work: (connection: Connection) => Promise<T>,
): Promise<Once<T>> {
  const attempt = (connection: Connection) => workOnce(connection, authority.storeId, claim, work);
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await database.transact(authority, attempt);
    } catch (error) {
      if (!isPassing(error) || attempts === attempts_max) throw error;
    }
  }
}

async function workOnce<T>(
  connection: Connection,
  storeId: string,
  claim: Claim | null,
  work: (connection: Connection) => Promise<T>,
): Promise<Once<T>> {
  if (claim && !(await claimKey(connection, storeId, claim))) {
    return replayOf<T>(claim, await readKey(connection, claim.key));
  }
  const body = await work(connection);
  if (claim) await keepAnswer(connection, claim.key, JSON.stringify(body));
  return { body, replayed: false };
}
