import type { TSchema } from 'typebox';
import { everywhere, type ProblemCode, problems } from './errors.ts';
import { exampleOf } from './openapi-example.ts';
import { plain, referring } from './openapi-schemas.ts';
import { may, roles } from './permissions.ts';
import { isTagged, pathOf, type Route, takesIfMatch, takesIfNoneMatch } from './route.ts';

type Part = Record<string, unknown>;

const parameter = (name: string): Part => ({ $ref: `#/components/parameters/${name}` });
const headers = (...names: string[]): Part =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** What follows from who may call it. Whoever signs in, or out, may hold a token that has run out: it is not asked for. */
function askerProblems({ permission }: Route): ProblemCode[] {
  if (permission === 'auth:sign-in') return [];
  // Who is nobody yet says by X-Store which store is meant.
  const nobody: ProblemCode = may('anonymous', permission) ? 'store_not_found' : 'unauthenticated';
  return ['invalid_token', nobody, ...(roles.every((role) => may(role, permission)) ? [] : (['forbidden'] as const))];
}

/** What follows from what is sent. */
function requestProblems(definition: Route): ProblemCode[] {
  const codes: ProblemCode[] = [];
  // A DELETE takes no body, but one that comes along is read all the same.
  if (definition.method !== 'GET') {
    codes.push('cross_site_request', 'malformed_request', 'payload_too_large', 'unsupported_media_type');
  }
  if (definition.multipart) codes.push('overloaded');
  if (definition.idempotent) codes.push('idempotency_key_reused');
  if (takesIfMatch(definition)) codes.push('precondition_failed');
  if (definition.query && 'cursor' in (plain(definition.query).properties ?? {})) codes.push('invalid_cursor');
  return codes;
}

/** @returns every problem that a route may answer with: those it names and those that follow from its shape. */
export function problemsOf(definition: Route): ProblemCode[] {
  if (definition.at_root) return ['internal_error'];
  const codes = new Set([
    ...(definition.problems ?? []),
    ...askerProblems(definition),
    ...requestProblems(definition),
    ...everywhere,
  ]);
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
  return [
    ...parametersIn('path', definition.params),
    ...parametersIn('query', definition.query),
    ...(definition.idempotent ? [parameter('IdempotencyKey')] : []),
    ...(takesIfMatch(definition) ? [parameter('IfMatch')] : []),
    ...(takesIfNoneMatch(definition) ? [parameter('IfNoneMatch')] : []),
    ...(may('anonymous', definition.permission) && !definition.at_root ? [parameter('XStore')] : []),
    parameter('XRequestId'),
  ];
}

/** A file and the fields beside it (OpenAPI 3.1, "Considerations for multipart Content"). */
function formOf({ body }: Route, { file }: NonNullable<Route['multipart']>): Part {
  const shape = body && plain(body);
  const binary = {
    type: 'string',
    format: 'binary',
    description: `${file.description}; at most ${file.bytes_max} bytes`,
  };
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: ['file', ...(shape?.required ?? [])],
    properties: { file: binary, ...shape?.properties },
  };
  const example = { ...(shape && (exampleOf(shape) as object)), file: 'the bytes of the file' };
  const form = { schema, example, encoding: { file: { contentType: file.types.join(', ') } } };
  return { requestBody: { required: true, content: { 'multipart/form-data': form } } };
}

function requestBodyOf(definition: Route): Part {
  if (definition.multipart) return formOf(definition, definition.multipart);
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
    ...(isTagged(definition) ? ['ETag'] : []),
    ...(definition.idempotent ? ['Idempotent-Replayed'] : []),
    ...rateHeadersOf(definition),
  ];
  if (definition.download) {
    const content = Object.fromEntries(definition.download.map((type) => [type, { schema: { type: 'string' } }]));
    return { description: 'A file', headers: headers('Content-Disposition', ...told), content };
  }
  if (!definition.answer) return { description: 'Done', headers: headers(...told) };
  if (definition.stream) {
    const schema = { type: 'string', description: 'Server-sent events; the `data` of each fits `x-data-schema`' };
    const example = `id: 4711-1042\nevent: order.placed\ndata: ${JSON.stringify(exampleOf(plain(definition.answer)))}\n\n`;
    const stream = { schema, example, 'x-data-schema': referring(definition.answer) };
    return {
      description: 'What happens, until it ends',
      headers: headers(...told),
      content: { 'text/event-stream': stream },
    };
  }
  const json = { schema: referring(definition.answer), example: exampleOf(plain(definition.answer)) };
  return {
    description: definition.status === 201 ? 'Made' : 'What was asked for',
    headers: headers(...told),
    content: { 'application/json': json },
  };
}

function unwellAnswer({ status_unwell, answer }: Route): Part {
  if (status_unwell === undefined || !answer) return {};
  const content = { 'application/json': { schema: referring(answer) } };
  return { [status_unwell]: { description: 'A part that it needs cannot be reached', content } };
}

function heldAnswer(definition: Route): Part {
  return { description: 'What the caller holds is still so', headers: headers('ETag', ...rateHeadersOf(definition)) };
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
  return {
    [definition.status]: goodAnswer(definition),
    ...(takesIfNoneMatch(definition) && { 304: heldAnswer(definition) }),
    ...Object.fromEntries(refusals),
    ...unwellAnswer(definition),
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
