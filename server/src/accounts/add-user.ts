import type { User } from '@orderhouse/contracts';
import type { Connection } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { insertUser } from './statements.ts';
import type { NewUser } from './user.ts';

/** Writes an account. @returns it as it stands. */
export async function addUser(
  connection: Connection,
  storeId: string,
  input: NewUser,
  passwordHash: string,
  now: Date,
): Promise<User> {
  const at = now.toISOString();
  const row = {
    id: newId(now),
    email: input.email,
    username: input.username ?? null,
    role: input.role,
    full_name: input.full_name,
    phone: input.phone ?? null,
    address: input.address ?? null,
    is_active: true,
    is_verified: false,
    created_at: at,
    updated_at: at,
  };
  await insertUser(connection, storeId, { ...row, password_hash: passwordHash });
  return { ...row, version: 1 };
}
