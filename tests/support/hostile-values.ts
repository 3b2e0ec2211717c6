import { exampleOf, type Schema } from '../../contracts/src/openapi-example.ts';

/** Texts by which a statement, a shell, a page, a path or a template would be broken into. */
export const injections: readonly string[] = [
  "'; DROP TABLE orders; --",
  '"; SELECT pg_sleep(10); /*',
  "1); DELETE FROM users WHERE ('1'='1",
  '$$; DROP TABLE users; $$',
  '$1 :name ? @p0',
  '{1,NULL,"a"}',
  "\\' \\x00",
  '_%_',
  '../../../etc/passwd',
  '<script>alert(1)</script>{{1+1}}<%= 1+1 %>',
  '__proto__',
  '😀e\u0301',
  '\u202eoverride\u2028\ufeff',
];

/** What no line of text may hold. */
const controls: readonly string[] = ['a\u0000b', '\u0000', '\u001b[31m', '\u007f', 'a\r\nb'];

/** What is no text at all: half of a surrogate pair. */
export const halves: readonly string[] = ['a\udfff', '\udc00\ud800'];

const notNumbers: readonly string[] = ['', ' ', 'NaN', '-Infinity', '1e3', '0x10', '１'];
const numbers: readonly number[] = [0, -1, 1, 0.5, -1.5, 1e-7, 1e6, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308];

/** What only looks like a text of the format. */
const nearly: Readonly<Record<string, readonly string[]>> = {
  uuid: [
    '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1',
    'urn:uuid:019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
    '{019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b}',
    'g19aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  ],
  'date-time': ['2026-02-30T00:00:00Z', '2026-01-01', 'now', 'infinity', '0000-01-01T00:00:00Z'],
  email: ['@', 'a@', '@b.c', 'a b@c.d', 'a@b@c.d', `${'a'.repeat(250)}@b.cd`],
};

/** JSON that no JavaScript value makes, written into the body as it stands. */
export class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const rawNumbers = ['1e400', '-0', '9007199254740993', '9'.repeat(400)];
const long_characters = 100_000;

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: [nested(depth - 1)] };
}

/** @returns what lies on the limits that the schema names, and just outside. */
function aroundLimitsOf(schema: Schema): unknown[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, uniqueItems } = schema as Record<string, unknown>;
  const item = schema.items && exampleOf(schema.items);
  return [
    ...(typeof minimum === 'number' ? [minimum, minimum - 1] : []),
    ...(typeof maximum === 'number' ? [maximum, maximum + 1] : []),
    ...(typeof minLength === 'number' ? ['x'.repeat(minLength - 1)] : []),
    ...(typeof maxLength === 'number' ? ['x'.repeat(maxLength + 1)] : []),
    ...(typeof minItems === 'number' ? [Array(minItems - 1).fill(item)] : []),
    ...(typeof maxItems === 'number' ? [Array(maxItems + 1).fill(item)] : []),
    ...(uniqueItems === true ? [[item, item]] : []),
    ...(schema.enum ?? []).flatMap((word) => [String(word).toUpperCase(), `${word} `, `${word},${word}`]),
  ];
}

/**
 * @returns values to break a field by: of every wrong kind, past every limit, and with what storage, SQL and pages
 * choke on. Some may fit the field all the same; the schema tells which.
 */
export function hostileValuesFor(schema: Schema): unknown[] {
  return [
    null,
    true,
    false,
    [],
    {},
    [null],
    [[]],
    { a: 1 },
    nested(8),
    ...numbers,
    ...rawNumbers.map((text) => new Raw(text)),
    ...notNumbers,
    ...(nearly[schema.format ?? ''] ?? []),
    ...controls,
    ...injections,
    'x'.repeat(long_characters),
    ...aroundLimitsOf(schema),
  ];
}

/** Values to break a header by. */
export const hostileHeaders: readonly string[] = [
  '',
  '*',
  'W/"1"',
  '"99999999999999999999"',
  'a\u0000b',
  'é',
  "'; DROP TABLE orders; --",
  'x'.repeat(5_000),
];

/** @returns texts to break a parameter by. */
export function hostileTextsFor(schema: Schema): string[] {
  const values = hostileValuesFor(schema).filter((value) => value !== null && typeof value !== 'object');
  return [...values.map(String).filter((text) => text.length < long_characters), 'x'.repeat(5_000)];
}

/** @returns the JSON of a body, with what is raw in its place. */
export function jsonOf(body: unknown): string {
  const raws: string[] = [];
  const text = JSON.stringify(body, (_, value) => {
    if (!(value instanceof Raw)) return value;
    raws.push(value.text);
    return `\ue000${raws.length - 1}\ue001`;
  });
  return text.replaceAll(/"\ue000(\d+)\ue001"/g, (_, index) => raws[Number(index)] ?? '');
}
