import type { BodyOf, User, users } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { changesNothing } from '../platform/changes.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import type { Accounts } from './accounts.ts';
import { shutOut } from './shut-out.ts';
import { lockActiveAdmins, lockUser, readUser, updateProfile, updateStanding } from './statements.ts';
import { auditOf, mayDismissAdmin } from './user.ts';

type Change = BodyOf<typeof users.update>;

function expectAnotherAdmin(before: User, after: User, admins: readonly string[]): void {
  const wasAdmin = before.role === 'admin' && before.is_active;
  const staysAdmin = after.role === 'admin' && after.is_active;
  if (wasAdmin && !staysAdmin && admins.every((id) => id === before.id)) throw new DomainError('last_admin');
}

/**
 * Changes an account of the store. Another role, or none any more, ends its sessions at once, on every process.
 *
 * @throws DomainError `not_found`, `last_admin`, `precondition_failed`
 */
export async function updateUser(
  { runtime, revoked }: Accounts,
  caller: Caller,
  id: string,
  change: Change,
  expectedVersion: number | null = null,
): Promise<User> {
  const now = runtime.clock.now();
  const { user, ended } = await runtime.database.transact(caller, async (connection) => {
    // Admins are locked before the account itself, in one order, so that two changes cannot deadlock, and by what is
    // asked rather than by what was seen: somebody may be making an admin of the account right now.
    const admins = mayDismissAdmin(change) ? await lockActiveAdmins(connection) : [];
    const before = await lockUser(connection, id);
    if (!before) throw new DomainError('not_found');
    expectVersion(before.version, expectedVersion);
    if (changesNothing(before, change)) return { user: before, ended: [] };
    const after = { ...before, ...change };
    expectAnotherAdmin(before, after, admins);
    await updateProfile(connection, id, after, null, now.toISOString());
    await updateStanding(connection, id, { role: after.role, is_active: after.is_active });
    const fell = after.role !== before.role || (before.is_active && !after.is_active);
    // Also the links: they would be good again once the account is.
    const ended = fell ? await shutOut(connection, caller, id, now.toISOString()) : [];
    await appendEvents(connection, caller, now, [
      { type: 'user.updated', subject_type: 'user', subject_id: id, data: auditOf(before, change) },
    ]);
    return { user: (await readUser(connection, id)) ?? after, ended };
  });
  revoked.add(ended);
  return user;
}
