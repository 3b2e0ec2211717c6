import { appendEvents } from '../events/index.ts';
import type { Authority } from '../platform/database/authority.ts';
import type { Connection } from '../platform/database/database.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Accounts } from './accounts.ts';
import { checkPassword } from './password.ts';
import { hashOf } from './refresh-token.ts';
import { closeResets, findResettable, setPassword } from './reset-statements.ts';
import { type NamedReset, resetNamedBy } from './reset-token.ts';
import { type EndedSession, revokeSessions } from './session-statements.ts';
import { lockCredentials, readAccountRules } from './statements.ts';

const opensNothing = (): DomainError =>
  new DomainError('invalid_link', {
    detail: 'The link was used, has run out, or was changed on its way. Ask for another one.',
    errors: [{ pointer: '/token', code: 'invalid_link', detail: 'opens no reset' }],
  });

/** @returns whose password the token sets, and what the store asks of one. */
async function rulesFor(connection: Connection, { storeId, id }: NamedReset, tokenHash: string, at: string) {
  const userId = await findResettable(connection, id, tokenHash, at);
  if (userId === undefined) throw opensNothing();
  return { userId, rules: await readAccountRules(connection, storeId) };
}

/**
 * Sets the password of the account that a mailed token opens, once: of two at the same time one is refused. Every session of
 * the account ends, on every process; the lock of an account that was guessed at is taken off; other links open nothing any more.
 * Nobody is signed in by it.
 *
 * @throws DomainError `invalid_link`, `weak_password` (which leaves the token good), `overloaded`
 */
export async function resetPassword(accounts: Accounts, token: string, password: string): Promise<void> {
  const { runtime, hashing, revoked } = accounts;
  const named = resetNamedBy(token);
  if (named === null) throw opensNothing();
  const { storeId, id } = named;
  const house: Authority = { storeId, actorId: null, role: 'house' };
  const tokenHash = hashOf(token);
  const asked = runtime.clock.now().toISOString();
  const { userId, rules } = await runtime.database.transact(house, (connection) =>
    rulesFor(connection, named, tokenHash, asked),
  );
  checkPassword(password, rules);
  const passwordHash = await hashing.hash(password);
  const now = runtime.clock.now();
  const at = now.toISOString();
  const ended = await runtime.database.transact(house, async (connection): Promise<EndedSession[]> => {
    // What holds is what stands now, under the lock that every change of the account takes.
    const user = await lockCredentials(connection, userId);
    if (!user || (await findResettable(connection, id, tokenHash, at)) === undefined) throw opensNothing();
    await setPassword(connection, userId, passwordHash, at);
    await closeResets(connection, userId, at);
    await appendEvents(connection, { storeId, actorId: userId, role: user.role }, now, [
      { type: 'user.password_reset', subject_type: 'user', subject_id: userId },
    ]);
    return revokeSessions(connection, { user_id: userId }, 'account_changed');
  });
  revoked.add(ended);
}
