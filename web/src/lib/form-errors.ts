import { OrderhouseError, type TSchema } from '@orderhouse/contracts';
import { Settings } from 'typebox/system';
import { Errors } from 'typebox/value';

/** What stands at each field: `shipping_address.city` → why it cannot stay so. */
export type FieldErrors = Record<string, string>;

// The checks of formats and patterns are interpreted: a page that may make code of text is one that others may, too.
Settings.Set({ useAcceleration: false, maxErrors: 100 });

/** `/lines/0/quantity` → `lines.0.quantity` */
export function pathOf(pointer: string): string {
  return pointer.replace(/^\//, '').replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

interface Fault {
  keyword: string;
  schemaPath: string;
  instancePath: string;
  params: object;
  message: string;
}

const formatWords: Readonly<Record<string, string>> = {
  email: 'Write an e-mail address, such as ada@example.com.',
  uuid: 'Choose one.',
  uri: 'Write an address that begins with https://',
  'date-time': 'Choose a day.',
};

const written = new Intl.NumberFormat('en');
const numberOf = (params: object, name: string) => Number((params as Record<string, unknown>)[name]);

/** @returns what a pointer (RFC 6901) leads to; nothing where it leads nowhere. */
function at(whole: unknown, pointer: string): unknown {
  const names = pointer
    .replace(/^#?\/?/, '')
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<unknown>(
    (part, name) => (name === '' || typeof part !== 'object' ? part : (part as Record<string, unknown> | null)?.[name]),
    whole,
  );
}

/** A pattern says nothing to who types; what the contract gives as an example does. */
function wordsOfPattern(example: unknown, value: unknown): string {
  if (typeof value === 'string' && value.trim() === '') return 'Fill this in.';
  const isUnseen = typeof value === 'string' && /\p{Cc}/u.test(value);
  return isUnseen || typeof example !== 'string'
    ? 'There is a character in it that cannot stay.'
    : `Write it in a form such as ${example}`;
}

function wordsOf(
  { keyword, params, message, schemaPath, instancePath }: Fault,
  schema: TSchema,
  body: unknown,
): string {
  switch (keyword) {
    case 'required':
      return 'Fill this in.';
    case 'minLength':
      return numberOf(params, 'limit') <= 1
        ? 'Fill this in.'
        : `Write at least ${numberOf(params, 'limit')} characters.`;
    case 'maxLength':
      return `Write no more than ${numberOf(params, 'limit')} characters.`;
    case 'minimum':
      return `No less than ${written.format(numberOf(params, 'limit'))}.`;
    case 'maximum':
      return `No more than ${written.format(numberOf(params, 'limit'))}.`;
    case 'minItems':
      return 'Choose at least one.';
    case 'type':
      return 'Fill this in.';
    case 'enum':
      return 'Choose one of the list.';
    case 'pattern':
      return wordsOfPattern(at(schema, `${schemaPath}/examples/0`), at(body, instancePath));
    case 'format':
      return formatWords[String((params as { format?: unknown }).format)] ?? message;
    default:
      return message;
  }
}

/** The fields that a fault stands at: of a missing property, the property. */
function placesOf(fault: Fault): string[] {
  const at = pathOf(fault.instancePath);
  const { requiredProperties } = fault.params as { requiredProperties?: string[] };
  if (fault.keyword !== 'required' || requiredProperties === undefined) return [at];
  return requiredProperties.map((name) => (at === '' ? name : `${at}.${name}`));
}

/**
 * Judges a request by the very schema that the API judges it by.
 * @returns a message for each field that is not right; one for each.
 */
export function faultsOf(schema: TSchema, body: unknown): FieldErrors {
  const found: FieldErrors = {};
  for (const fault of Errors(schema, body) as Iterable<Fault>) {
    for (const place of placesOf(fault)) found[place] ??= wordsOf(fault, schema, body);
  }
  return found;
}

/** The API says of a field what `is`, `has` or `must` be otherwise; at the field itself that is a sentence. */
function sentenceOf(detail: string): string {
  return /^(?:is|has|must|belongs|names|stands|cannot) /.test(detail) ? `This ${detail}.` : detail;
}

/** @returns what the server found at fields, by their names in the form. */
export function refusedFields(error: unknown): FieldErrors {
  if (!(error instanceof OrderhouseError)) return {};
  return Object.fromEntries(error.errors.map(({ pointer, detail }) => [pathOf(pointer), sentenceOf(detail)]));
}
