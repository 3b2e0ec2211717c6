import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type EmailOf, readEmails as selectEmails } from './statements.ts';

/** The addresses of those of some users whom the caller may see: an admin all, others themselves. */
export async function readEmails(runtime: Runtime, caller: Caller, ids: readonly string[]): Promise<EmailOf[]> {
  return runtime.database.read(caller, (connection) => selectEmails(connection, ids));
}
