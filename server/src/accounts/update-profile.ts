import type { auth, BodyOf, User } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { Accounts } from './accounts.ts';
import { checkPassword } from './password.ts';
import { revokeSessions } from './session-statements.ts';
import { lockUser, readPasswordHash, readUser, updateProfile as writeProfile } from './statements.ts';
import { changesOf, refusalOfTaken } from './user.ts';

type Change = BodyOf<typeof auth.updateMe>;

/** The hash of a new password, once the current one was proven. */
async function newHash(
  { runtime, hashing }: Accounts,
  caller: Caller,
  { password, current_password }: Change,
): Promise<string | null> {
  if (password === undefined) return null;
  checkPassword(password);
  const current = await runtime.database.transact(caller, (connection) =>
    readPasswordHash(connection, caller.actorId ?? ''),
  );
  if (await hashing.matches(current_password ?? '', current ?? null)) return hashing.hash(password);
  const detail = 'is not the password that the account has now';
  throw new DomainError('invalid_credentials', {
    errors: [{ pointer: '/current_password', code: 'invalid_credentials', detail }],
  });
}

/**
 * Changes the caller's own profile. A new password needs the current one and ends the account's other sessions.
 *
 * @throws DomainError `weak_password`, `invalid_credentials`, `username_taken`, `precondition_failed`
 */
export async function updateProfile(
  accounts: Accounts,
  caller: Caller,
  change: Change,
  expectedVersion: number | null = null,
): Promise<User> {
  const { runtime, revoked } = accounts;
  const id = caller.actorId;
  if (id === null) throw new DomainError('unauthenticated');
  const passwordHash = await newHash(accounts, caller, change);
  const { password: _, current_password: __, ...profile } = change;
  const now = runtime.clock.now();
  try {
    const { user, ended } = await runtime.database.transact(caller, async (connection) => {
      const before = await lockUser(connection, id);
      if (!before) throw new DomainError('invalid_token');
      expectVersion(before.version, expectedVersion);
      await writeProfile(connection, id, { ...before, ...profile }, passwordHash, now.toISOString());
      const ended = passwordHash
        ? await revokeSessions(connection, { user_id: id, except: caller.sessionId }, 'account_changed')
        : [];
      const data = { ...changesOf(before, profile), ...(passwordHash && { password: 'changed' }) };
      await appendEvents(connection, caller, now, [
        { type: 'user.updated', subject_type: 'user', subject_id: id, data },
      ]);
      return { user: await readUser(connection, id), ended };
    });
    revoked.add(ended);
    if (!user) throw new DomainError('invalid_token');
    return user;
  } catch (error) {
    throw refusalOfTaken(violatedConstraint(error)) ?? error;
  }
}
