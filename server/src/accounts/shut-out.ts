import type { Caller } from '../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../platform/database/act-as-house.ts';
import type { Connection } from '../platform/database/database.ts';
import { closeResets } from './reset-statements.ts';
import { type EndedSession, revokeSessions } from './session-statements.ts';

/**
 * Lets nobody go on who came into an account by what it was: ends its sessions, and the links to another password that
 * were mailed before.
 *
 * @param except the session that goes on.
 * @returns the sessions that ended, to be told to this process after the commit.
 */
export async function shutOut(
  connection: Connection,
  caller: Caller,
  userId: string,
  at: string,
  except: string | null = null,
): Promise<EndedSession[]> {
  // Resets are the house's alone: their rows are seen by nobody who is signed in.
  await actAsHouse(connection);
  await closeResets(connection, userId, at);
  await actAsCaller(connection, caller);
  return revokeSessions(connection, { user_id: userId, except }, 'account_changed');
}
