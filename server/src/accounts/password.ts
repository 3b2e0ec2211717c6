import { type PasswordRule, passwordNeeds } from '@orderhouse/contracts';
import { DomainError } from '../platform/domain-error.ts';

/** Says what a new password lacks. Pure. @throws DomainError `weak_password` */
export function checkPassword(password: string, rule: PasswordRule): void {
  const lacking = passwordNeeds(password, rule).filter(({ isMet }) => !isMet);
  if (lacking.length === 0) return;
  const detail = `It needs ${lacking.map(({ words }) => words).join(', ')}.`;
  throw new DomainError('weak_password', { detail, errors: [{ pointer: '/password', code: 'weak_password', detail }] });
}
