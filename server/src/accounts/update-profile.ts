import type { auth, BodyOf, User } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { changesNothing } from '../platform/changes.ts';
import type { Connection } from '../platform/database/database.ts';
import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import type { Accounts } from './accounts.ts';
import { isLocked, recordFailure } from './lockout.ts';
import { checkPassword } from './password.ts';
import { shutOut } from './shut-out.ts';
import {
  lockUser,
  readAccountRules,
  readCredentialsById,
  readUser,
  updateProfile as writeProfile,
} from './statements.ts';
import { auditOf, refusalOfTaken } from './user.ts';

type Change = BodyOf<typeof auth.updateMe>;

interface NewPassword {
  hash: string;
  /** The hash of the password that was proven. */
  proven: string;
}

function notTheCurrent(): DomainError {
  const detail = 'is not the password that the account has now';
  return new DomainError('invalid_credentials', {
    errors: [{ pointer: '/current_password', code: 'invalid_credentials', detail }],
  });
}

/** The new password that is asked for, once the current one was proven. A wrong one counts as a failed login. */
async function newPasswordOf(
  { runtime, hashing }: Accounts,
  caller: Caller,
  id: string,
  { password, current_password }: Change,
): Promise<NewPassword | null> {
  if (password === undefined) return null;
  const [rules, account] = await runtime.database.transact(caller, (connection) =>
    Promise.all([readAccountRules(connection, caller.storeId), readCredentialsById(connection, id)]),
  );
  checkPassword(password, rules);
  const now = runtime.clock.now();
  // Whoever is signed in may know that the account is locked: it need not cost a hash.
  if (!account || current_password === undefined || isLocked(account, now)) throw notTheCurrent();
  if (await hashing.matches(current_password, account.password_hash)) {
    return { hash: await hashing.hash(password), proven: account.password_hash };
  }
  await recordFailure(runtime, caller.storeId, id, now);
  throw notTheCurrent();
}

/** What was proven must still stand, under the lock: somebody may have changed the password meanwhile, or guessed on. */
async function expectStillProven(connection: Connection, id: string, proven: string, now: Date): Promise<void> {
  const current = await readCredentialsById(connection, id);
  if (current?.password_hash !== proven || isLocked(current, now)) throw notTheCurrent();
}

/**
 * Changes the caller's own profile. A new password needs the current one and ends the account's other sessions.
 *
 * @throws DomainError `weak_password`, `invalid_credentials`, `username_taken`, `precondition_failed`, `overloaded`
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
  const newPassword = await newPasswordOf(accounts, caller, id, change);
  const { password: _, current_password: __, ...profile } = change;
  const now = runtime.clock.now();
  try {
    const { user, ended } = await runtime.database.transact(caller, async (connection) => {
      const before = await lockUser(connection, id);
      if (!before) throw new DomainError('invalid_token');
      expectVersion(before.version, expectedVersion);
      if (newPassword) await expectStillProven(connection, id, newPassword.proven, now);
      if (newPassword === null && changesNothing(before, profile)) return { user: before, ended: [] };
      await writeProfile(connection, id, { ...before, ...profile }, newPassword?.hash ?? null, now.toISOString());
      const ended = newPassword ? await shutOut(connection, caller, id, now.toISOString(), caller.sessionId) : [];
      const data = auditOf(before, profile, newPassword !== null);
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
