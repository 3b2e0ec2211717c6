// PostgreSQL cannot store U+0000; the rest is as the contracts have it (schemas.ts).
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notInALine = /[\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notInText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** What a text may be. */
export interface TextLimits {
  length_max: number;
  /** Whether it may be empty or blank. */
  may_be_blank?: boolean;
  /** Whether it may have line breaks and tabs. */
  may_have_breaks?: boolean;
}

const nameOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** @returns what is wrong with a text, or null. Lengths are in characters, as PostgreSQL counts them. Pure. */
export function textFault(text: string, { length_max, may_be_blank, may_have_breaks }: TextLimits): string | null {
  if (!may_be_blank && text.trim() === '') return 'is missing';
  const [found] = (may_have_breaks ? notInText : notInALine).exec(text) ?? [];
  if (found !== undefined) return `has the control character ${nameOf(found)}`;
  if (!text.isWellFormed()) return 'has half a character';
  // Code units are never fewer than characters.
  const length = text.length > length_max ? [...text].length : text.length;
  return length > length_max ? `has ${length} characters, at most ${length_max} are allowed` : null;
}
