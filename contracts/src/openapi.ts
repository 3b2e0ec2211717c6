import { api } from './api.ts';
import { operationOf } from './openapi-operation.ts';
import { namedSchemas } from './openapi-schemas.ts';
import type { Route } from './route.ts';

/** Version of the contract; `contracts/package.json` says the same. */
export const contract_version = '0.1.0';

/** An OpenAPI 3.1 document, as far as its readers here look into it. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: Record<string, Record<string, unknown>>;
  [member: string]: unknown;
}

const text = (description: string, example: string, more: object = {}) => ({
  description,
  schema: { type: 'string', ...more },
  example,
});

const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    ...text(
      'Makes a repeat safe: the same key with the same body gets the first answer again. Kept for at least 24 hours.',
      '7f9c24e5-2d0e-4b6b-9d0a-0d6f5c3f8a11',
      { minLength: 1, maxLength: 255 },
    ),
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    ...text('`ETag` of what was read; the change is refused when somebody else was faster.', '"3"'),
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    ...text('`ETag` of what the caller holds: 304 without a body while it is still so.', '"3-Jq0yP1xkR8bZ5mVw"'),
  },
  XStore: {
    name: 'X-Store',
    in: 'header',
    required: false,
    ...text('Slug of the store that a caller without a token means; the default store unless said.', 'demo'),
  },
  XRequestId: {
    name: 'X-Request-Id',
    in: 'header',
    required: false,
    ...text('Names the request in answer and logs; made unless given.', 'checkout-4711', { maxLength: 128 }),
  },
};

const headers = {
  'Content-Disposition': text('Name of the file (RFC 6266)', 'attachment; filename="orders.csv"'),
  ETag: text(
    'Of exactly these bytes, for `If-None-Match`; of what has a version it begins with it, and `If-Match` goes by that',
    '"3-Jq0yP1xkR8bZ5mVw"',
  ),
  'Idempotent-Replayed': text('`true` when this is the answer of an earlier request with the same key', 'true'),
  'X-Request-Id': text('Name of the request in the logs', '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'),
  RateLimit: text('Requests that are left, and seconds until they are counted anew', '"default";r=599;t=42'),
  'RateLimit-Policy': text('Requests that are allowed in a window of seconds', '"default";q=600;w=60'),
  'Retry-After': {
    description: 'Seconds after which it is worth trying again',
    schema: { type: 'integer' },
    example: 1,
  },
  'WWW-Authenticate': text('How to sign in', 'Bearer'),
};

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: '`access_token` of `POST /auth/login`' },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'orderhouse_access',
    description: 'For browsers: sign in with `"transport": "cookie"`',
  },
};

const tags = [
  { name: 'Accounts', description: 'Sign in, and who I am' },
  { name: 'Users', description: 'The accounts of a store, for its admin' },
  { name: 'Store', description: 'The store and its settings' },
  { name: 'Catalogue', description: 'Products and their variants' },
  { name: 'Inventory', description: 'What is in stock, and why' },
  { name: 'Orders', description: 'From the order to its delivery' },
  { name: 'Reports', description: 'What was sold, and how it stands' },
  { name: 'Exports', description: 'What is there, as files' },
  { name: 'Events', description: 'What happened, and what happens' },
  { name: 'Webhooks', description: 'Events, sent to other systems' },
  { name: 'Notifications', description: 'What was mailed' },
  { name: 'System', description: 'How the service is' },
];

const description = `Takes orders. All amounts of money are integers in minor units (pence, cents); all times are
RFC 3339 in UTC; lists are read page by page with \`cursor\`. Every refusal is a problem (RFC 9457) whose \`code\` is
stable. Send an \`Idempotency-Key\` with what must not happen twice.`;

/** @returns every route with the name of its operation: `orders.place`. */
export function operations(): [operationId: string, definition: Route][] {
  return Object.entries(api).flatMap(([group, routes]) =>
    Object.entries(routes).map(([name, definition]): [string, Route] => [`${group}.${name}`, definition]),
  );
}

/** @returns the OpenAPI 3.1 document of the API, made of the routes and of nothing else. */
export function openApiDocument(): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const [operationId, definition] of operations()) {
    const { path, method, operation } = operationOf(operationId, definition);
    paths[path] = { ...paths[path], [method]: operation };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Orderhouse',
      version: contract_version,
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    } as OpenApiDocument['info'],
    servers: [{ url: '/' }],
    tags,
    paths,
    components: { schemas: namedSchemas(), parameters, headers, securitySchemes },
  };
}
