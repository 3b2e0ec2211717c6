import { isDeepStrictEqual } from 'node:util';
import { changesIn } from '@orderhouse/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { openOperationCaller } from './support/caller-of-operations.ts';
import { goodBodies } from './support/good-bodies.ts';
import { openTestHouse, password } from './support/index.ts';
import { documentedOperations, leastCaller, type Operation } from './support/operations.ts';
import { type LoggedEvent, readLog } from './support/read-log.ts';

/**
 * Every operation of the OpenAPI document that changes something there is says in the log what each field was and what it
 * became. The operations come from the document, and what a thing was from its own address.
 */
const house = await openTestHouse();
const caller = await openOperationCaller(house);
const updating = documentedOperations.filter(({ method }) => method === 'PATCH');

type Fields = Record<string, unknown>;

/** Those whose values the log does not keep, and what stands in it instead. */
const untold: Readonly<Record<string, (value: unknown) => Fields>> = {
  // Its path often holds a token of the receiver.
  url: (value) => ({ host: new URL(String(value)).host }),
};

beforeEach(async () => {
  house.forgetTokens();
  // What is tried on the store's settings is undone.
  await house.as('admin').store.update({ body: { payment_providers: ['manual', 'simulated'] } });
  await caller.renewThings();
});

/** @returns the thing that is to be changed, as an admin sees it, at its own address or where it stands in another. */
async function thingOf(operation: Operation, body: unknown): Promise<Fields> {
  const isRead = documentedOperations.find(({ method, path }) => method === 'GET' && path === operation.path);
  if (isRead) return (await caller.call(isRead, { as: leastCaller(operation) })).body;
  const path = operation.path
    .replace(/\/(status|images\/\{image_id\})$/, '')
    .replace('/variants/{id}', '/products/{id}');
  const whole = documentedOperations.find((other) => other.method === 'GET' && other.path === path);
  if (!whole) throw new Error(`nothing tells what ${operation.id} is about: ${JSON.stringify(body)}`);
  const thing = (await caller.call(whole, { as: 'admin' })).body;
  if (operation.path.includes('images')) return thing.images[0];
  return operation.path.includes('variants') ? thing.variants[0] : thing;
}

/** @returns what was changed, by field, as two looks at the thing show it. */
function seen(before: Fields, after: Fields, asked: Fields) {
  const fields = Object.keys(asked).filter(
    (field) => field in before && !isDeepStrictEqual(before[field], after[field]),
  );
  return fields.map((field) => {
    const told = untold[field];
    const [[name, was] = [field, before[field]]] = told ? Object.entries(told(before[field])) : [];
    const [[, is] = [field, after[field]]] = told ? Object.entries(told(after[field])) : [];
    return { field: name, before: was, after: is };
  });
}

const toldBy = (events: readonly LoggedEvent[]) =>
  events.flatMap(({ type, data }) => changesIn({ type, data } as Parameters<typeof changesIn>[0]));

const byField = (one: { field: string }, other: { field: string }) => one.field.localeCompare(other.field);

describe.each(updating)('$method $path', (operation) => {
  test('says what each field was and what it became', async () => {
    let fields = 0;
    for (const body of goodBodies(operation, updating.indexOf(operation) + 1).map(caller.namingThings)) {
      const asked = { ...(body as Fields) };
      if ('password' in asked || 'current_password' in asked)
        Object.assign(asked, { password, current_password: password });
      const [before, log] = [await thingOf(operation, asked), await readLog(house)];
      const { status } = await caller.call(operation, { body: asked });
      if (status >= 300) continue;
      const after = await thingOf(operation, asked);
      const events = (await readLog(house)).slice(log.length);
      const changes = seen(before, after, asked);
      fields += changes.length;
      const told = toldBy(events).sort(byField);
      expect(told, JSON.stringify(asked)).toEqual(expect.arrayContaining(changes));
      // What follows from a change is told too, as the place among other siblings.
      const differs = [...seen(before, after, before).map(({ field }) => field), 'password', 'status'];
      for (const { field } of told) expect(differs).toContain(field);
      expect(JSON.stringify(events)).not.toContain(password);
    }
    expect(fields, 'fields that were changed').toBeGreaterThan(0);
  });
});

test.each(['/api/v1/variants/{id}/stock-adjustments', '/api/v1/stock-adjustments'])(
  'POST %s says what the stock was and what it became',
  async (path) => {
    const operation = documentedOperations.find((one) => one.method === 'POST' && one.path === path);
    if (!operation) throw new Error(`nobody serves ${path}`);
    const log = await readLog(house);
    const bodies = goodBodies(operation, 1).map(caller.namingThings);
    for (const body of bodies) await caller.call(operation, { body });
    const events = (await readLog(house)).slice(log.length).filter(({ type }) => type === 'stock.adjusted');
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      const { delta } = event.data as { delta: number };
      const [change] = toldBy([event]);
      expect(change).toMatchObject({ field: 'stock' });
      expect(Number(change?.after) - Number(change?.before)).toBe(delta);
    }
  },
);
