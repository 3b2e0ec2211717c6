import { DomainError } from '../platform/domain-error.ts';

const length_min = 8;
const demands: readonly [RegExp, string][] = [
  [/\p{Ll}/u, 'a lower-case letter'],
  [/\p{Lu}/u, 'an upper-case letter'],
  [/\d/, 'a digit'],
  [/[^\p{L}\d\s]/u, 'a special character'],
];

/** Says what a new password lacks. @throws DomainError `weak_password` */
export function checkPassword(password: string): void {
  const lacking = demands.filter(([form]) => !form.test(password)).map(([, name]) => name);
  if (password.length < length_min) lacking.unshift(`${length_min} characters`);
  if (lacking.length === 0) return;
  const detail = `It needs ${lacking.join(', ')}.`;
  throw new DomainError('weak_password', { detail, errors: [{ pointer: '/password', code: 'weak_password', detail }] });
}
