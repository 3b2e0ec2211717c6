import type { Runtime } from '../platform/runtime.ts';
import { admin, customers, password, vendors } from './people.ts';
import { hasDemoAccount } from './statements.ts';

/** Accounts that everybody knows. */
export interface DemoAccounts {
  password: string;
  /** One of each role. */
  emails: string[];
}

/** The accounts of the demo store to try it with, or null where it has none. */
export async function findDemoAccounts(runtime: Runtime): Promise<DemoAccounts | null> {
  const isThere = await runtime.database.transactAsSystem((connection) => hasDemoAccount(connection, admin.email));
  if (!isThere) return null;
  const people = [admin, vendors.home, ...customers.slice(0, 1)];
  return { password, emails: people.map(({ email }) => email) };
}
