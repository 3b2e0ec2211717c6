import { may } from '@orderhouse/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson } from '../server/src/platform/canonical-json.ts';
import { openOperationCaller } from './support/caller-of-operations.ts';
import { goodBodies } from './support/good-bodies.ts';
import { openTestHouse } from './support/index.ts';
import { documentedOperations, leastCaller, type Operation } from './support/operations.ts';

/**
 * Every operation of the OpenAPI document as everybody: who may, who may not, who holds a token that is none, who
 * names a store that is none, and whose browser was sent by another site. The operations come from the document.
 */
const house = await openTestHouse();
const caller = await openOperationCaller(house);
const operations = documentedOperations.filter(({ path }) => path.startsWith('/api/'));
const of = (code: string) => operations.filter(({ refusals }) => refusals.some((refusal) => refusal.code === code));
const askers = [null, 'customer', 'vendor', 'admin'] as const;
const nowhere = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b';
let serial = 0;

beforeEach(async () => {
  // Who signed out is signed in again.
  house.forgetTokens();
  await caller.renewThings();
});

/** @returns good bodies of which no two are the same, on things that there are. */
function bodiesOf(operation: Operation): unknown[] {
  serial += 1;
  const named = goodBodies(operation, serial).map(caller.namingThings);
  // Two that differed by an id of the document alone are one now.
  return [...new Map(named.map((body) => [canonicalJson(body ?? null), body])).values()];
}

/** @returns what each good body got: the code of a refusal, or `served`. */
async function outcomesOf(
  operation: Operation,
  sent: Parameters<typeof caller.call>[1],
  bodies = bodiesOf(operation),
): Promise<string[]> {
  const outcomes: string[] = [];
  for (const body of bodies) {
    const answer = await caller.call(operation, { ...sent, body });
    outcomes.push(answer.status < 300 ? 'served' : answer.body.code);
  }
  return outcomes;
}

/** Some bodies are refused for reasons of their own; none may be served. */
function refusedWith(code: string) {
  return expect.toSatisfy((outcomes: string[]) => outcomes.includes(code) && !outcomes.includes('served'), code);
}

describe.each(operations)('$method $path', (operation) => {
  test.each(askers)('serves or refuses %s by the permission', async (as) => {
    const { permission } = operation;
    const isPermitted = may(as ?? 'anonymous', permission);
    const statuses: number[] = [];
    for (const body of bodiesOf(operation)) {
      const answer = await caller.call(operation, { as, body });
      statuses.push(answer.status);
      if (!isPermitted) {
        const refusal = as === null ? [401, 'unauthenticated'] : [403, 'forbidden'];
        expect([answer.status, answer.body.code]).toEqual(refusal);
      }
      if (answer.status < 300) break;
    }
    // Whoever signs in needs a name and a password, which no example can be.
    if (isPermitted && permission !== 'auth:sign-in') expect(Math.min(...statuses), String(statuses)).toBeLessThan(300);
  });
});

test.each(of('invalid_token'))('$method $path takes no token that is none', async (operation) => {
  const [body] = bodiesOf(operation);
  for (const authorization of ['Bearer a.b.c', 'Bearer', 'Basic YTpi', `Bearer ${await house.tokenOf('customer')}x`]) {
    const answer = await caller.call(operation, { as: null, body, headers: { authorization } });
    expect(answer, authorization).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
  }
});

test.each(of('store_not_found'))('$method $path knows no store that is none', async (operation) => {
  const [body] = bodiesOf(operation);
  const answer = await caller.call(operation, { as: null, body, headers: { 'x-store': 'nowhere' } });
  expect(answer).toMatchObject({ status: 404, body: { code: 'store_not_found' } });
});

test.each(of('cross_site_request'))('$method $path takes no cookie from another site', async (operation) => {
  const as = leastCaller(operation) ?? 'customer';
  const cookie = `orderhouse_access=${await house.tokenOf(as)}; orderhouse_refresh=x`;
  const headers = { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  const bodies = bodiesOf(operation).map((body) =>
    operation.body?.properties?.transport ? { ...(body as object), transport: 'cookie' } : body,
  );
  expect(await outcomesOf(operation, { as: null, headers }, bodies)).toEqual(refusedWith('cross_site_request'));
});

// What is named in a body is tried beside the code.
const ofOneThing = of('not_found').filter(({ path }) => path.includes('{'));

test.each(ofOneThing)('$method $path finds nothing where nothing is', async (operation) => {
  const [body] = bodiesOf(operation);
  const url = operation.path.replaceAll(/\{\w+\}/g, nowhere);
  const answer = await caller.call(operation, { as: leastCaller(operation), body, url });
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test.each(of('precondition_failed'))('$method $path changes nothing that has changed since', async (operation) => {
  for (const stale of ['"999999999"', '"x"', 'W/"1"', '1']) {
    const outcomes = await outcomesOf(operation, { headers: { 'if-match': stale } });
    expect(outcomes, stale).toEqual(refusedWith('precondition_failed'));
  }
});

test.each(of('idempotency_key_reused'))('$method $path takes a key for one body only', async (operation) => {
  const outcomes = await outcomesOf(operation, { headers: { 'idempotency-key': operation.id } });
  expect(outcomes.filter((outcome) => outcome === 'served')).toHaveLength(1);
  expect(outcomes.slice(outcomes.indexOf('served'))).toContain('idempotency_key_reused');
});

test('what the database cannot answer now is told as such', async () => {
  const { app, runtime } = await house.openAnother();
  await runtime.database.close();
  const answer = await house.request({ method: 'GET', url: '/api/v1/products', app });
  expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
});
