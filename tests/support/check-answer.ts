import { type OpenApiDocument, openApiDocument } from '@orderhouse/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { askerIn, noteAnswer } from './note-answer.ts';

export interface SeenAnswer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
}

interface Documented {
  pattern: RegExp;
  operations: OpenApiDocument['paths'][string];
  path: string;
}

const document = openApiDocument();
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, 'document');

const parameters = (path: string) => path.split('{').length;
// What is written out goes before what is a parameter, as OpenAPI has it.
const documented: Documented[] = Object.entries(document.paths)
  .sort(([one], [other]) => parameters(one) - parameters(other))
  .map(([path, operations]) => ({
    path,
    operations,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
const validators = new Map<string, ValidateFunction>();

function pointer(...steps: (string | number)[]): string {
  return steps
    .map((step) => `/${encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
}

function validatorAt(place: string): ValidateFunction {
  const known = validators.get(place) ?? ajv.compile({ $ref: `document#${place}` });
  validators.set(place, known);
  return known;
}

/** What an answer is that no route gave: an address or a method that is not served. */
const strayCodes = new Set(['not_found', 'method_not_allowed', 'rate_limited', 'malformed_request']);

function checkStray(method: string, path: string, { status, text }: SeenAnswer): void {
  if (!path.startsWith('/api/')) return;
  const { code } = JSON.parse(text);
  if (!strayCodes.has(code)) throw new Error(`${method} ${path} is not documented, and answered ${status} ${code}`);
}

export interface SentRequest {
  method: string;
  url: string;
  /** By names in lower case. */
  headers: Readonly<Record<string, string>>;
}

/**
 * Holds an answer against the OpenAPI document, and notes that it was seen.
 *
 * @throws when it is not as the document says: its status, its type or its body.
 */
export function checkAnswer({ method, url, headers }: SentRequest, answer: SeenAnswer): void {
  if (method === 'HEAD' || method === 'OPTIONS') return;
  const path = new URL(url, 'http://house.test').pathname;
  const found = documented.find(({ pattern }) => pattern.test(path));
  const operation = found?.operations[method.toLowerCase()];
  if (!found || !operation) {
    checkStray(method, path, answer);
    return;
  }

  const isProblem = answer.headers['content-type'] === 'application/problem+json';
  noteAnswer({
    operation: String(operation.operationId),
    asker: askerIn(headers),
    status: answer.status,
    code: isProblem ? JSON.parse(answer.text).code : null,
  });

  const told = `${method} ${found.path} answered ${answer.status}`;
  const responses = operation.responses as Record<string, { content?: Record<string, unknown> }>;
  const response = responses[answer.status];
  if (!response) throw new Error(`${told}, which is not documented: ${answer.text}`);
  if (!response.content) {
    if (answer.text !== '') throw new Error(`${told} with a body where the document has none`);
    return;
  }
  const type = String(answer.headers['content-type']).split(';', 1)[0] ?? '';
  if (!(type in response.content))
    throw new Error(`${told} as ${type}; documented is ${Object.keys(response.content)}`);
  const place = pointer(
    'paths',
    found.path,
    method.toLowerCase(),
    'responses',
    answer.status,
    'content',
    type,
    'schema',
  );
  const fits = validatorAt(place);
  const body = type.endsWith('json') ? JSON.parse(answer.text) : answer.text;
  if (!fits(body)) throw new Error(`${told} with ${ajv.errorsText(fits.errors)}: ${answer.text}`);
}
