import type { User } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readUser as selectUser } from './statements.ts';

/** An account that the caller may see: its own, or for an admin any of the store. @throws DomainError `not_found` */
export async function readUser(runtime: Runtime, caller: Caller, id: string): Promise<User> {
  const user = await runtime.database.read(caller, (connection) => selectUser(connection, id));
  if (!user) throw new DomainError('not_found');
  return user;
}
