import { DomainError } from '../platform/domain-error.ts';

/** What a store asks of new passwords. */
export interface PasswordRule {
  password_length_min: number;
  /** Upper and lower case, a digit and a special character. */
  password_needs_all_kinds: boolean;
}

const kinds: readonly [RegExp, string][] = [
  [/\p{Ll}/u, 'a lower-case letter'],
  [/\p{Lu}/u, 'an upper-case letter'],
  [/\d/, 'a digit'],
  [/[^\p{L}\d\s]/u, 'a special character'],
];

/** Says what a new password lacks. Pure. @throws DomainError `weak_password` */
export function checkPassword(password: string, rule: PasswordRule): void {
  const wanted = rule.password_needs_all_kinds ? kinds : [];
  const lacking = wanted.filter(([form]) => !form.test(password)).map(([, name]) => name);
  if (password.length < rule.password_length_min) lacking.unshift(`${rule.password_length_min} characters`);
  if (lacking.length === 0) return;
  const detail = `It needs ${lacking.join(', ')}.`;
  throw new DomainError('weak_password', { detail, errors: [{ pointer: '/password', code: 'weak_password', detail }] });
}
