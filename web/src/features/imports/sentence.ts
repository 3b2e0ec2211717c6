import { capital } from '../../lib/capital.ts';

/** Words of the API's options, as the form of this room has them. A test holds them against those that the API says. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/,? or say unknown_columns=ignore/, ', or have unknown columns left out'],
  [/if the file is Windows-1252(?: \(Latin-1\))?, say encoding=windows-1252/, 'perhaps it is written in Windows-1252'],
  [/say decimal=,/, 'say that amounts are written with a comma'],
  [/create_categories=true makes it/, 'it can be made, if an admin says so'],
  [/say which by delimiter/, 'say which of them does'],
  [/missing_sku=derive makes one of the handle and the options/, 'one can be made of its handle and options'],
];

/** @returns why an import failed, or a row was refused, as a sentence for whoever brought the file. */
export function sentenceOf(problem: string): string {
  const told = instead.reduce((text, [pattern, words]) => text.replace(pattern, words), problem);
  return `${capital(told)}${/[.!?]$/.test(told) ? '' : '.'}`;
}
