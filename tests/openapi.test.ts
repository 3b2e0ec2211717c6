import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contract_version,
  openApiDocument,
  operations,
  type ProblemCode,
  pathOf,
  problems,
  problemsOf,
} from '@orderhouse/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { openTestHouse } from './support/index.ts';

const house = await openTestHouse();
const document = openApiDocument();
/** For people and machines that are no callers of the API. */
const besides = new Set([
  ...['/ws', '/metrics', '/openapi.json', '/docs', '/docs/', '/docs/js/scalar.js'],
  // Addresses that the API gives out whole.
  '/files/{folder}/{name}',
]);

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
ajv.addSchema(document, 'document');

interface Content {
  schema: object;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

/** Every example that stands in the document, with its place. */
function* examplesOf(value: unknown, place: string): Generator<{ place: string; schema: object; example: unknown }> {
  if (typeof value !== 'object' || value === null) return;
  const { schema, example, examples } = value as Partial<Content>;
  if (schema && example !== undefined) yield { place, schema, example };
  if (schema && examples) for (const one of Object.values(examples)) yield { place, schema, example: one.value };
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'schema' || key === 'example' || key === 'examples') continue;
    yield* examplesOf(inner, `${place}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`);
  }
}

/** Of routes that answer alike the schemas are alike: each is compiled once. */
const checks = new Map<string, ValidateFunction>();
function fits({ place, schema, example }: { place: string; schema: object; example: unknown }): boolean {
  const text = JSON.stringify(schema);
  const check = checks.get(text) ?? ajv.compile({ $ref: `document#${place}/schema` });
  checks.set(text, check);
  return check(example);
}

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test('has the version of the contracts', () => {
    const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../contracts/package.json'), 'utf8'));
    expect(contract_version).toBe(manifest.version);
  });

  test('documents every route that is served, and nothing else', () => {
    const served = house.app.served
      .flatMap(({ methods, url }) => methods.map((method) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`))
      .filter((route) => !route.startsWith('HEAD ') && !besides.has(route.split(' ')[1] ?? ''));
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(served.sort()).toEqual(documented.sort());
  });

  test('names each operation once, as the SDK calls it', () => {
    const ids = operations().map(([operationId]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('orders.place');
  });

  test('has examples that fit their schemas', () => {
    const found = [...examplesOf(document, '')];
    expect(found.length).toBeGreaterThan(200);
    const misfits = found.filter((one) => !fits(one));
    expect(misfits).toEqual([]);
  });

  test('lists every problem with a schema and an example', () => {
    const listed = new Set(operations().flatMap(([, definition]) => problemsOf(definition)));
    // Given at addresses that no route serves, or that the API gives out whole.
    const elsewhere: ProblemCode[] = ['method_not_allowed', 'invalid_link', 'range_not_satisfiable'];
    const all = Object.keys(problems) as ProblemCode[];
    expect(all.filter((code) => !listed.has(code) && !elsewhere.includes(code))).toEqual([]);
  });

  test('lists what follows from who may call without any route naming it', () => {
    const codesOf = (id: string) => problemsOf(operations().find(([name]) => name === id)?.[1] ?? expect.fail(id));
    expect(codesOf('orders.list')).toEqual(
      expect.arrayContaining(['unauthenticated', 'invalid_token', 'invalid_cursor']),
    );
    expect(codesOf('orders.list')).not.toContain('forbidden');
    expect(codesOf('users.create')).toEqual(
      expect.arrayContaining(['unauthenticated', 'forbidden', 'cross_site_request', 'idempotency_key_reused']),
    );
    expect(codesOf('products.get')).toContain('store_not_found');
    expect(codesOf('products.get')).not.toContain('unauthenticated');
    expect(codesOf('products.remove')).toContain('precondition_failed');
    const derived: readonly string[] = ['unauthenticated', 'forbidden', 'cross_site_request', 'precondition_failed'];
    const named = operations().flatMap(([, { problems: own = [] }]) => own);
    expect(named.filter((code) => derived.includes(code))).toEqual([]);
  });

  test('has an example of each body that a route takes and gives', () => {
    for (const [operationId, definition] of operations()) {
      const operation = document.paths[pathOf(definition)]?.[definition.method.toLowerCase()] as {
        requestBody?: { content: Record<string, Content> };
        responses: Record<string, { content?: Record<string, Content> }>;
      };
      const [sent] = Object.values(operation.requestBody?.content ?? {});
      if (definition.body) expect(sent?.example, operationId).toBeDefined();
      if (!definition.answer) continue;
      const [answer] = Object.values(operation.responses[definition.status]?.content ?? {});
      expect(answer?.example, operationId).toBeDefined();
    }
  });
});

describe('what is served', () => {
  test('/openapi.json is the document', async () => {
    const answer = await house.request({ method: 'GET', url: '/openapi.json' });
    expect(answer).toMatchObject({ status: 200, body: JSON.parse(JSON.stringify(document)) });
  });

  test('/docs reads it, from this server alone', async () => {
    const moved = await house.request({ method: 'GET', url: '/docs' });
    expect(moved).toMatchObject({ status: 308, headers: { location: '/docs/' } });
    const page = await house.request({ method: 'GET', url: '/docs/' });
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.text).toContain('/openapi.json');
    expect([...page.text.matchAll(/<script[^>]*src="([^"]+)"/g)].map((match) => match[1])).toEqual(['js/scalar.js']);
    expect(page.text).not.toMatch(/https?:\/\//);
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-[^']+';/);
    const script = await house.request({ method: 'GET', url: '/docs/js/scalar.js' });
    expect(script).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
    expect(script.text.length).toBeGreaterThan(1_000_000);
  });
});
