import { appendEvents } from '../events/index.ts';
import type { Authority } from '../platform/database/authority.ts';
import { DomainError } from '../platform/domain-error.ts';
import { newId } from '../platform/ids.ts';
import type { Accounts } from './accounts.ts';
import { isLocked, recordFailure } from './lockout.ts';
import { type SignedIn, startSession } from './start-session.ts';
import { clearFailures, lockCredentials, readCredentials } from './statements.ts';

export interface LoginInput {
  email?: string;
  username?: string;
  password: string;
}

function keysOf({ email, username }: LoginInput): { email_key: string | null; username_key: string | null } {
  if ((email === undefined) === (username === undefined)) {
    const detail = 'Give either an email or a username.';
    throw new DomainError('validation_failed', { detail, errors: [{ pointer: '/email', code: 'one_of', detail }] });
  }
  return { email_key: email?.toLowerCase() ?? null, username_key: username?.toLowerCase() ?? null };
}

/**
 * Signs in. The same answer after the same work, whether the account is not there, deactivated, locked, or the
 * password wrong: one look-up, one hash, one write. Ten failures in a row lock an account for 15 minutes.
 *
 * @throws DomainError `invalid_credentials`, `overloaded`
 */
export async function logIn(
  accounts: Accounts,
  storeId: string,
  input: LoginInput,
  userAgent: string | null,
): Promise<SignedIn> {
  const { runtime, hashing, tokens } = accounts;
  const house: Authority = { storeId, actorId: null, role: 'house' };
  const keys = keysOf(input);
  const found = await runtime.database.transact(house, (connection) => readCredentials(connection, keys));
  const matches = await hashing.matches(input.password, found?.password_hash ?? null);
  const now = runtime.clock.now();
  const locked = found !== undefined && isLocked(found, now);
  if (!found || !matches || !found.is_active || locked) {
    // A locked account is not locked for longer by whoever keeps trying: its owner would never come in again.
    await recordFailure(runtime, storeId, found && !locked ? found.id : newId(), now);
    throw new DomainError('invalid_credentials');
  }
  return runtime.database.transact(house, async (connection) => {
    // While the hash was computed others may have guessed on, or an admin changed the role: what holds is what stands
    // now, under the lock that every change of the account takes before it ends the sessions.
    const current = await lockCredentials(connection, found.id);
    if (!current?.is_active || isLocked(current, now) || current.password_hash !== found.password_hash) {
      throw new DomainError('invalid_credentials');
    }
    const { password_hash: _, locked_until: __, ...user } = current;
    await clearFailures(connection, user.id);
    const actor = { storeId, actorId: user.id, role: user.role };
    await appendEvents(connection, actor, now, [{ type: 'user.signed_in', subject_type: 'user', subject_id: user.id }]);
    return startSession(connection, tokens, storeId, user, userAgent, now);
  });
}
