import type { TSchema } from 'typebox';
import { everywhere, type ProblemCode, problems } from './errors.ts';
import { exampleOf } from './openapi-example.ts';
import { plain, referring } from './openapi-schemas.ts';
import { may } from './permissions.ts';
import { pathOf, type Route } from './route.ts';
import { Health } from './system.ts';

type Part = Record<string, unknown>;

const parameter = (name: string): Part => ({ $ref: `#/components/parameters/${name}` });
const headers = (...names: string[]): Part =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** @returns every problem that a route may answer with: those it names and those that follow from its shape. */
export function problemsOf(definition: Route): ProblemCode[] {
  if (definition.at_root) return ['internal_error'];
  const codes = new Set<ProblemCode>([...definition.problems, ...everywhere, 'invalid_token']);
  if (definition.body) {
    for (const code of ['malformed_request', 'payload_too_large', 'unsupported_media_type'] as const) codes.add(code);
  }
  // Who is nobody yet says by X-Store which store is meant.
  if (may('anonymous', definition.permission)) codes.add('store_not_found');
  return [...codes].sort((a, b) => problems[a].status - problems[b].status || a.localeCompare(b));
}

function parametersIn(place: 'path' | 'query', schema: TSchema | undefined): Part[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = plain(schema);
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: property,
  }));
}

function parametersOf(definition: Route): Part[] {
  const isEdit = definition.versioned && (definition.method === 'PATCH' || definition.method === 'DELETE');
  return [
    ...parametersIn('path', definition.params),
    ...parametersIn('query', definition.query),
    ...(definition.idempotent ? [parameter('IdempotencyKey')] : []),
    ...(isEdit ? [parameter('IfMatch')] : []),
    ...(may('anonymous', definition.permission) && !definition.at_root ? [parameter('XStore')] : []),
    parameter('XRequestId'),
  ];
}

function requestBodyOf(definition: Route): Part {
  if (!definition.body) return {};
  const shape = plain(definition.body);
  const json = { schema: referring(definition.body), example: exampleOf(shape) };
  return { requestBody: { required: Boolean(shape.required?.length), content: { 'application/json': json } } };
}

function rateHeadersOf(definition: Route): string[] {
  return definition.at_root ? ['X-Request-Id'] : ['X-Request-Id', 'RateLimit', 'RateLimit-Policy'];
}

function goodAnswer(definition: Route): Part {
  const told = [
    ...(definition.answer && definition.versioned ? ['ETag'] : []),
    ...(definition.idempotent ? ['Idempotent-Replayed'] : []),
    ...rateHeadersOf(definition),
  ];
  if (!definition.answer) return { description: 'Done', headers: headers(...told) };
  const json = { schema: referring(definition.answer), example: exampleOf(plain(definition.answer)) };
  return {
    description: definition.status === 201 ? 'Made' : 'What was asked for',
    headers: headers(...told),
    content: { 'application/json': json },
  };
}

/** @returns an answer as it would be, for the reader of the document. */
function problemExample(code: ProblemCode): Part {
  const { status, title } = problems[code];
  const value = {
    type: `https://orderhouse.dev/problems/${code}`,
    title,
    status,
    code,
    request_id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  };
  return { summary: title, value };
}

function refusal(definition: Route, status: number, codes: readonly ProblemCode[]): Part {
  const told = [
    ...rateHeadersOf(definition),
    ...(status === 429 || status === 503 ? ['Retry-After'] : []),
    ...(status === 401 ? ['WWW-Authenticate'] : []),
  ];
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('  \n'),
    headers: headers(...told),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { properties: { status: { const: status }, code: { enum: codes } } },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, problemExample(code)])),
      },
    },
  };
}

function responsesOf(definition: Route): Part {
  const byStatus = Map.groupBy(problemsOf(definition), (code) => problems[code].status);
  const refusals = [...byStatus].map(([status, codes]) => [String(status), refusal(definition, status, codes)]);
  const unwell = {
    description: 'A part that it needs cannot be reached',
    content: { 'application/json': { schema: referring(Health) } },
  };
  return {
    [definition.status]: goodAnswer(definition),
    ...Object.fromEntries(refusals),
    ...(definition.answer === Health && { 503: unwell }),
  };
}

function securityOf(definition: Route): Part[] {
  if (definition.at_root) return [];
  const known = [{ bearer: [] }, { cookie: [] }];
  return may('anonymous', definition.permission) ? [{}, ...known] : known;
}

/** @returns the operation object of a route, with its path and method. */
export function operationOf(operationId: string, definition: Route): { path: string; method: string; operation: Part } {
  const operation = {
    operationId,
    tags: [definition.tag],
    summary: definition.summary,
    ...(definition.description !== undefined && { description: definition.description }),
    'x-permission': definition.permission,
    security: securityOf(definition),
    parameters: parametersOf(definition),
    ...requestBodyOf(definition),
    responses: responsesOf(definition),
  };
  return { path: pathOf(definition), method: definition.method.toLowerCase(), operation };
}
