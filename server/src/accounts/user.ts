import type { Role, User } from '@orderhouse/contracts';
import { changesOf } from '../platform/changes.ts';
import { DomainError } from '../platform/domain-error.ts';

/** What an account is made of. */
export interface NewUser {
  email: string;
  password: string;
  full_name: string;
  role: Role;
  username?: string;
  phone?: string;
  address?: User['address'];
}

/** What the log tells of a change: of a new password that there is one, of everything else from what to what. Pure. */
export function auditOf(before: User, change: Partial<User>, hasNewPassword = false): Record<string, unknown> {
  const changes = changesOf(before, change);
  return { fields: [...Object.keys(changes.after), ...(hasNewPassword ? ['password'] : [])], ...changes };
}

/** Turns a violated index into a refusal at the field. */
export function refusalOfTaken(constraint: string | undefined): DomainError | null {
  if (constraint === 'users_email') return taken('email_taken', '/email');
  return constraint === 'users_username' ? taken('username_taken', '/username') : null;
}

function taken(code: 'email_taken' | 'username_taken', pointer: string): DomainError {
  return new DomainError(code, { errors: [{ pointer, code, detail: 'belongs to another account' }] });
}

/** Whether an account that would change like this may have been one of the store's active admins, and is none after. */
export function mayDismissAdmin(change: { role?: Role; is_active?: boolean }): boolean {
  return (change.role !== undefined && change.role !== 'admin') || change.is_active === false;
}
