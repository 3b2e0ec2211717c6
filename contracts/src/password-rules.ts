import type { Store } from './stores.ts';

/** What a store asks of new passwords. */
export type PasswordRule = Pick<Store, 'password_length_min' | 'password_needs_all_kinds'>;

const kinds: readonly [RegExp, string][] = [
  [/\p{Ll}/u, 'a lower-case letter'],
  [/\p{Lu}/u, 'an upper-case letter'],
  [/\d/, 'a digit'],
  [/[^\p{L}\d\s]/u, 'a special character'],
];

/**
 * What a new password needs, and whether it has it: the API decides by this, and the web app says it as one types. Pure.
 * @returns every need, in words that follow “It needs”.
 */
export function passwordNeeds(
  password: string,
  { password_length_min, password_needs_all_kinds }: PasswordRule,
): { words: string; isMet: boolean }[] {
  const wanted = password_needs_all_kinds ? kinds : [];
  return [
    { words: `${password_length_min} characters`, isMet: password.length >= password_length_min },
    ...wanted.map(([form, words]) => ({ words, isMet: form.test(password) })),
  ];
}
