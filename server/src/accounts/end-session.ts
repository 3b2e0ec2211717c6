import { appendEvents } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { type EndedSession, type RevokeReason, revokeSessions } from './session-statements.ts';

/** Ends one session and writes it down. @returns it, unless it had ended before. */
export async function endSession(
  connection: Connection,
  storeId: string,
  id: string,
  reason: RevokeReason,
  now: Date,
): Promise<EndedSession[]> {
  const ended = await revokeSessions(connection, { id }, reason);
  for (const { user_id } of ended) {
    // Whoever reused a token may not be the one whose session it was.
    const actorId = reason === 'logout' ? user_id : null;
    await appendEvents(connection, { storeId, actorId, role: 'house' }, now, [
      { type: 'session.revoked', subject_type: 'user', subject_id: user_id, data: { session_id: id, reason } },
    ]);
  }
  return ended;
}
