import { createHash } from 'node:crypto';
import type { User } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import { canonicalJson } from '../platform/canonical-json.ts';
import type { Authority } from '../platform/database/authority.ts';
import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import type { Runtime } from '../platform/runtime.ts';
import { addUser } from './add-user.ts';
import type { Hashing } from './hashing.ts';
import { checkPassword } from './password.ts';
import { readAccountRules } from './statements.ts';
import { type NewUser, refusalOfTaken } from './user.ts';

/** The claim without its password: a digest that is quickly made must not be kept where it can be guessed at. */
function withoutPassword(claim: Claim, { password: _, ...told }: NewUser): Claim {
  return { ...claim, fingerprint: createHash('sha256').update(canonicalJson(told)).digest('base64url') };
}

/**
 * Opens an account of any role: an admin, or the house from its command line.
 *
 * @throws DomainError `weak_password`, `email_taken`, `username_taken`, `overloaded`
 */
export async function createUser(
  { runtime, hashing }: { runtime: Runtime; hashing: Hashing },
  actor: Authority,
  input: NewUser,
  claim: Claim | null = null,
): Promise<Once<User>> {
  const rules = await runtime.database.transact(actor, (connection) => readAccountRules(connection, actor.storeId));
  checkPassword(input.password, rules);
  const passwordHash = await hashing.hash(input.password);
  const now = runtime.clock.now();
  try {
    return await once(runtime.database, actor, claim && withoutPassword(claim, input), async (connection) => {
      const user = await addUser(connection, actor.storeId, input, passwordHash, now);
      await appendEvents(connection, actor, now, [
        { type: 'user.created', subject_type: 'user', subject_id: user.id, data: { role: user.role } },
      ]);
      return user;
    });
  } catch (error) {
    throw refusalOfTaken(violatedConstraint(error)) ?? error;
  }
}
