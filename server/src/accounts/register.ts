import { appendEvents } from '../events/index.ts';
import type { Authority } from '../platform/database/authority.ts';
import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Accounts } from './accounts.ts';
import { addUser } from './add-user.ts';
import { checkPassword } from './password.ts';
import { type SignedIn, startSession } from './start-session.ts';
import { readAccountRules } from './statements.ts';
import { type NewUser, refusalOfTaken } from './user.ts';

/**
 * Opens a customer's account and signs it in. It keeps no idempotency key, whose answer would hold secrets: a repeat
 * is told that the address is taken.
 *
 * @throws DomainError `registration_closed`, `weak_password`, `email_taken`, `username_taken`, `overloaded`
 */
export async function register(
  accounts: Accounts,
  storeId: string,
  input: Omit<NewUser, 'role'>,
  userAgent: string | null,
): Promise<SignedIn> {
  const { runtime, hashing, tokens } = accounts;
  const house: Authority = { storeId, actorId: null, role: 'house' };
  const rules = await runtime.database.transact(house, (connection) => readAccountRules(connection, storeId));
  if (!rules.open_registration) throw new DomainError('registration_closed');
  checkPassword(input.password, rules);
  const passwordHash = await hashing.hash(input.password);
  const now = runtime.clock.now();
  try {
    return await runtime.database.transact(house, async (connection) => {
      const user = await addUser(connection, storeId, { ...input, role: 'customer' }, passwordHash, now);
      const actor = { storeId, actorId: user.id, role: 'customer' as const };
      await appendEvents(connection, actor, now, [
        { type: 'user.registered', subject_type: 'user', subject_id: user.id, customer_id: user.id },
      ]);
      return startSession(connection, tokens, storeId, user, userAgent, now);
    });
  } catch (error) {
    throw refusalOfTaken(violatedConstraint(error)) ?? error;
  }
}
