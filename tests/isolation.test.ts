import { beforeAll, describe, expect, test } from 'vitest';
import type { Schema } from '../contracts/src/openapi-example.ts';
import { bodyWith, fieldsOf, withAt } from './support/body-fields.ts';
import { type OperationCaller, openOperationCaller } from './support/caller-of-operations.ts';
import { openTestHouse, type TestAnswer } from './support/index.ts';
import { documentedOperations, fitsParameter, type Operation, type Parameter } from './support/operations.ts';
import type { PersonName } from './support/people.ts';
import { makeVictims, type Victims } from './support/victims.ts';

/**
 * Every operation of the OpenAPI document is called by everybody whose business it is not, with what belongs to others
 * in its path, in each parameter of its query, in each field of its body and as its key. Operations, parameters and
 * fields come from the document, so a new one is covered without anyone adding it here.
 */
const house = await openTestHouse();
const neighbours = ['otherVendor', 'otherCustomer', null] as const;
const strangers = ['strangeAdmin', 'strangeVendor', 'strangeCustomer'] as const;
const others = [...strangers, ...neighbours];

const ofOneThing = documentedOperations.filter(({ path }) => path.includes('{'));
const reading = documentedOperations.filter(({ method }) => method === 'GET');
const queryOf = ({ parameters }: Operation) => parameters.filter((parameter) => parameter.in === 'query');
const lists = reading.filter((operation) => queryOf(operation).length > 0);

/** Fields of a body by which it names a thing. */
const namesIn = ({ body }: Operation) =>
  (body ? fieldsOf(body) : []).flatMap(({ pointer, schema }) =>
    schema.format === 'uuid' || pointer.endsWith('/sku') ? [{ pointer, isId: schema.format === 'uuid' }] : [],
  );
const naming = documentedOperations.filter(
  (operation): operation is Operation & { body: Schema } => namesIn(operation).length > 0,
);
/** An answer is kept by a key that its caller chose. Another may choose the same. */
const keyed = documentedOperations.filter(
  (operation): operation is Operation & { body: Schema } =>
    operation.body !== null &&
    !operation.path.includes('{') &&
    operation.parameters.some(({ name }) => name === 'Idempotency-Key'),
);

let victims: Victims;
let known: unknown;
/** On what the callers have themselves. */
let callers: Record<'main' | 'elsewhere', OperationCaller>;
const isStranger = (as: PersonName | null) => as !== null && house.people[as].storeId !== house.storeId;
const callerOf = (as: PersonName | null) => callers[isStranger(as) ? 'elsewhere' : 'main'];

beforeAll(async () => {
  victims = await makeVictims(house);
  callers = {
    main: await openOperationCaller(house, { vendor: 'otherVendor', customer: 'otherCustomer' }),
    elsewhere: await openOperationCaller(house, { vendor: 'strangeVendor', customer: 'strangeCustomer' }),
  };
  known = await victims.whatTheyHave();
});

/** One look is what was before for the next. */
async function expectNothingChanged(): Promise<void> {
  const before = known;
  known = await victims.whatTheyHave();
  expect(known).toEqual(before);
}

/** @returns whatever of others fits the parameter, and whatever widens what it lets through. */
function textsFor(parameter: Parameter, cursor: string | null): string[] {
  if (parameter.name === 'cursor') return cursor === null ? [] : [cursor];
  const { enum: words = [], pattern, minimum, maximum } = parameter.schema;
  const texts = [
    ...victims.ids,
    ...victims.words,
    ...[victims.number, minimum, maximum, true, false, ...words].map(String),
    // Several words that a comma parts.
    ...String(pattern).split(/[^\w.]+/),
    // The beginning of time, its end, and the beginning of the log.
    ...['1970-01-01T00:00:00Z', '2999-12-31T23:59:59Z', '0-0'],
  ];
  const fits = fitsParameter(parameter);
  return [...new Set(texts)].filter((text) => text !== '' && fits(text));
}

test('the document has what is to be called', () => {
  expect(ofOneThing.length).toBeGreaterThan(10);
  expect(lists.length).toBeGreaterThan(3);
  expect(naming.length).toBeGreaterThan(3);
  expect(keyed.length).toBeGreaterThan(1);
});

describe.each(ofOneThing)('$method $path', (operation) => {
  const body = operation.body ? bodyWith(operation.body, '', 'example') : undefined;

  test.each(others)('is nothing to %s', async (as) => {
    for (const id of victims.ids) {
      const url = operation.path.replaceAll(/\{\w+\}/g, id);
      const inTheWindow = { 'products.get': victims.onSale.product, 'variants.getProduct': victims.onSale.variant };
      const mayLook =
        Object.entries(inTheWindow).some(([of, one]) => operation.id === of && id === one) && !isStranger(as);
      const answer = await callerOf(as).call(operation, { as, url, body });
      expect(mayLook ? [200] : [401, 403, 404], `${url}: ${answer.text}`).toContain(answer.status);
      expect(victims.leakedTo(as, answer.text, url + JSON.stringify(body)), answer.text).toEqual([]);
    }
  });

  test('and leaves what is theirs as it was', expectNothingChanged);
});

describe.each(reading)('$method $path', (operation) => {
  test.each(others)('shows %s nothing of theirs', async (as) => {
    for (const slug of ['main', 'elsewhere']) {
      const answer = await callerOf(as).call(operation, { as, headers: { 'x-store': slug } });
      expect(victims.leakedTo(as, answer.text, ''), answer.text).toEqual([]);
    }
  });
});

describe.each(lists)('the query of $method $path', (operation) => {
  const questions: { parameter: Parameter; text: string }[] = [];
  const names = queryOf(operation).map(({ name }) => name);

  beforeAll(async () => {
    // The rest of the whole list: what an admin is told to go on by.
    const isWhole = !operation.path.includes('{');
    const first = isWhole ? await callers.main.ask(operation, 'limit=1', 'admin') : null;
    for (const parameter of queryOf(operation)) {
      const texts = textsFor(parameter, first?.body.next_cursor ?? null);
      questions.push(...texts.map((text) => ({ parameter, text })));
    }
  });

  async function asked(as: PersonName | null, { parameter, text }: (typeof questions)[number]): Promise<TestAnswer> {
    const whole = Object.entries({ limit: '100', count: 'true' }).filter(([name]) => names.includes(name));
    const query = new URLSearchParams({ ...Object.fromEntries(whole), [parameter.name]: text });
    return callerOf(as).ask(operation, `${query}`, as);
  }

  test.each(others)('finds %s nothing of theirs, and counts only what it shows', async (as) => {
    for (const { parameter, text } of questions) {
      const answer = await asked(as, { parameter, text });
      const told = `${parameter.name}=${text}: ${answer.text}`;
      expect(victims.leakedTo(as, answer.text, text), told).toEqual([]);
      const { data, next_cursor, total } = answer.body ?? {};
      const isWhole = next_cursor === null && parameter.name !== 'cursor';
      if (isWhole && total !== undefined) expect(total, told).toBe(data.length);
    }
  });

  // Of one thing the callers ask their own; a stream is left before it has told anything; what sells is on sale to all, and
  // its categories are for all to read; reports tell sums, and of what was counted, which nobody has done here.
  test.skipIf(
    operation.path.includes('{') || /\/(stream|popular|exports\/categories|reports\/[\w-]+)$/.test(operation.path),
  )('would find it by each parameter', async () => {
    const found = new Set<string>();
    for (const { parameter, text } of questions) {
      const answer = await asked('admin', { parameter, text });
      const isCounted = answer.status === 200 && names.includes('count') && parameter.name !== 'count';
      if (isCounted) expect(answer.body.total).toBeTypeOf('number');
      if (victims.leakedTo('otherCustomer', answer.text, text).length > 0) found.add(parameter.name);
    }
    expect([...found].sort()).toEqual([...names].sort());
  });
});

describe.each(naming)('the body of $method $path', (operation) => {
  test.each(others)('does %s nothing with what is theirs', async (as) => {
    const caller = callerOf(as);
    for (const { pointer, isId } of namesIn(operation)) {
      const bodies = (['required', 'example'] as const).map((fill) =>
        caller.namingThings(bodyWith(operation.body, pointer, fill)),
      );
      for (const name of [...victims.ids, ...(isId ? [] : ['SECRET-1', 'SOLD-1'])]) {
        for (const body of bodies) {
          const sent = withAt(body, pointer, name);
          const answer = await caller.call(operation, { as, body: sent });
          const told = `${JSON.stringify(sent)}: ${answer.status} ${answer.text}`;
          const mayName = !isId || (name === victims.onSale.variant && !isStranger(as));
          if (!mayName) expect([401, 403, 404, 422], told).toContain(answer.status);
          expect(victims.leakedTo(as, answer.text, JSON.stringify(sent)), told).toEqual([]);
        }
      }
    }
  });

  test('and leaves what is theirs as it was', expectNothingChanged);
});

// They make more of their own here: nothing after this may compare with what they had.
describe.each(keyed)('the key of $method $path', (operation) => {
  test.each(others)('gives %s no answer that was theirs', async (as) => {
    const headers = { 'idempotency-key': operation.id };
    const body = bodyWith(operation.body, '', 'example');
    // What is there may be nobody's but its vendor's: then an admin asks.
    const least = await callers.main.call(operation, { body, headers });
    const theirs = least.status === 404 ? await callers.main.call(operation, { as: 'admin', body, headers }) : least;
    expect([200, 201], theirs.text).toContain(theirs.status);
    const answer = await callerOf(as).call(operation, { as, body, headers });
    expect(answer.headers['idempotent-replayed']).toBeUndefined();
    expect(answer.text).not.toBe(theirs.text);
  });
});
