import { gzipSync } from 'node:zlib';
import { limits } from '@orderhouse/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Schema } from '../contracts/src/openapi-example.ts';
import { at, bodyWith, fieldsOf, withAt, withFresh, wordsOf } from './support/body-fields.ts';
import { openOperationCaller, pointersOf, pointsAt } from './support/caller-of-operations.ts';
import { contentsOf } from './support/contents.ts';
import { halves, hostileValuesFor, injections, jsonOf, Raw } from './support/hostile-values.ts';
import { openTestHouse, type TestAnswer } from './support/index.ts';
import { documentedOperations, fitsBody, type Operation } from './support/operations.ts';

/**
 * Every operation of the OpenAPI document, every field of its body at any depth, with values that do not belong
 * there. Fields and values come from the document's schemas, so a new route is covered without anyone adding it here. Forms have their own: bad-forms.test.ts.
 */
const house = await openTestHouse();
const caller = await openOperationCaller(house);
const unknownNames = ['unexpected', 'store_id', '__proto__', 'constructor', 'toString', '', 'a/b', 'a~b', "'; --"];

const takingBodies = documentedOperations.filter(
  (operation): operation is Operation & { body: Schema } => operation.body !== null && operation.file === null,
);
const taken = new Set<string>();
const kept = new Set<string>();
let serial = 0;

/** Good bodies with a field, one of which may be what the operation takes now: it asks more than its schema can say. */
function* waysToSend({ body: schema, refusals }: Operation & { body: Schema }, pointer: string) {
  const unique = refusals.flatMap(({ code }) => /^(\w+)_taken$/.exec(code)?.[1] ?? []);
  const filled = (['required', 'example'] as const).map((fill) => bodyWith(schema, pointer, fill));
  const worded = wordsOf(schema).map(({ place, word }) => withAt(filled[0], place, word));
  for (const body of [...filled, ...worded]) {
    serial += 1;
    yield caller.namingThings(withFresh(body, unique, serial));
  }
}

interface Attempt {
  pointer: string;
  value: unknown;
  text: string;
}

function attempt(body: unknown, pointer: string, value: unknown): Attempt {
  return { pointer, value, text: jsonOf(withAt(body, pointer, value)) };
}

/** Places where an object of the schema stands: the body itself, and below it. */
function objectsIn(schema: Schema): string[] {
  const isObject = (one: Schema) => one.properties !== undefined;
  return ['', ...fieldsOf(schema).flatMap(({ pointer, schema: one }) => (isObject(one) ? [pointer] : []))];
}

function attemptsOn(schema: Schema): Attempt[] {
  const fields = fieldsOf(schema).flatMap((field) => {
    const body = bodyWith(schema, field.pointer, 'example');
    const values = [...hostileValuesFor(field.schema), ...(field.isRequired ? [undefined] : [])];
    return values.map((value) => attempt(body, field.pointer, value));
  });
  const unknown = objectsIn(schema).flatMap((pointer) =>
    unknownNames.map((name) => {
      const inside = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return attempt(bodyWith(schema, pointer, 'example'), inside, 1);
    }),
  );
  const whole = [null, true, 7, 'text', [], [{}]].map((value) => attempt({}, '', value));
  // Of two properties with one name the last counts.
  const good = JSON.stringify(bodyWith(schema, '', 'example'));
  const doubled = Object.keys(schema.properties ?? {}).map((name) => ({
    pointer: `/${name}`,
    value: 'twice',
    text: `${good.slice(0, -1)},"${name}":1.5,"${name}":{}}`,
  }));
  return [...fields, ...unknown, ...whole, ...doubled];
}

function told({ pointer, value, text }: Attempt, { status, text: answered }: TestAnswer): string {
  const shown = value instanceof Raw ? value.text : JSON.stringify(value);
  return `${pointer} = ${shown?.slice(0, 60)} (${text.length} characters): ${status} ${answered.slice(0, 300)}`;
}

test('what is written would be seen', async () => {
  const before = await contentsOf(house.databaseUrl);
  await caller.renewThings();
  const after = await contentsOf(house.databaseUrl);
  const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
  expect(changed).toEqual(expect.arrayContaining(['products', 'variants', 'orders', 'order_lines', 'events']));
});

describe.each(takingBodies)('$method $path', (operation) => {
  const fits = fitsBody(operation.body);
  const attempts = attemptsOn(operation.body);
  const misfits = attempts.filter(({ text }) => !fits(JSON.parse(text)));

  beforeEach(async () => {
    await caller.renewThings();
  });

  test('has a good body to spoil', () => {
    for (const { pointer } of fieldsOf(operation.body)) {
      for (const filled of ['required', 'example'] as const) {
        const body = bodyWith(operation.body, pointer, filled);
        expect(fits(body), `${pointer} ${JSON.stringify(body)}`).toBe(true);
        expect(at(body, pointer), pointer).toBeDefined();
      }
    }
    expect(misfits.length).toBeGreaterThan(attempts.length / 3);
  });

  test('bounds every text and every number', () => {
    const isHuge = (value: unknown) => value === 1e308 || (typeof value === 'string' && value.length > 50_000);
    const unbounded = attempts.filter(({ value, text }) => isHuge(value) && fits(JSON.parse(text)));
    expect(unbounded.map(({ pointer }) => pointer)).toEqual([]);
  });

  test('refuses what does not fit, points at it, and writes nothing', async () => {
    const before = await contentsOf(house.databaseUrl);
    const wrong: string[] = [];
    for (const one of misfits) {
      const answer = await caller.send(operation, one.text);
      // An object with this property is not even read.
      const isRefused = one.pointer.endsWith('/__proto__')
        ? answer.status === 400 && answer.body.detail.includes('__proto__')
        : answer.status === 422 && pointsAt(answer, one.pointer);
      if (!isRefused) wrong.push(told(one, answer));
    }
    expect(wrong).toEqual([]);
    expect(await contentsOf(house.databaseUrl)).toEqual(before);
  });

  test('keeps what fits as it came, or writes nothing', async () => {
    const texts = fieldsOf(operation.body).filter(({ schema }) => [schema.type].flat().includes('string'));
    const wrong: string[] = [];
    const refused: string[] = [];
    for (const { pointer } of texts) {
      for (const value of injections) {
        // What has been done to a thing once may be done to no thing twice.
        if (operation.path.includes('{') && wordsOf(operation.body).length > 0) await caller.renewThings();
        for (const body of waysToSend(operation, pointer)) {
          const one = attempt(body, pointer, value);
          if (!fits(JSON.parse(one.text))) break;
          const answer = await caller.send(operation, one.text);
          if (answer.status >= 400) refused.push(one.text);
          else taken.add(`${operation.id} ${pointer}`);
          const there = answer.status < 300 ? at(answer.body?.user ?? answer.body, pointer) : undefined;
          const isChanged = typeof there === 'string' && there !== value;
          if (answer.status >= 500 || isChanged) wrong.push(told(one, answer));
          if (answer.status < 300 && answer.text.includes(JSON.stringify(value))) {
            kept.add(`${operation.id} ${pointer}`);
            break;
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    const before = await contentsOf(house.databaseUrl);
    for (const text of refused) await caller.send(operation, text);
    expect(await contentsOf(house.databaseUrl)).toEqual(before);
  });

  test('takes every number that fits, or tells what is wrong with it', async () => {
    for (const { pointer, schema } of fieldsOf(operation.body)) {
      const numbers = hostileValuesFor(schema).filter((value) => typeof value === 'number' || value instanceof Raw);
      for (const value of numbers) {
        for (const body of waysToSend(operation, pointer)) {
          const one = attempt(body, pointer, value);
          if (!fits(JSON.parse(one.text))) break;
          const answer = await caller.send(operation, one.text);
          expect(answer.status, told(one, answer)).toBeLessThan(500);
        }
      }
    }
  });

  test('points at characters that are none', async () => {
    const before = await contentsOf(house.databaseUrl);
    for (const { pointer } of fieldsOf(operation.body)) {
      for (const half of halves) {
        const one = attempt(bodyWith(operation.body, pointer, 'example'), pointer, half);
        const answer = await caller.send(operation, one.text);
        expect([400, 422], told(one, answer)).toContain(answer.status);
        expect(pointersOf(answer), told(one, answer)).toContain(pointer);
      }
    }
    expect(await contentsOf(house.databaseUrl)).toEqual(before);
  });
});

/** A DELETE takes no body, but one that comes along is read all the same. */
const reading = documentedOperations.filter(({ method, file }) => method !== 'GET' && file === null);

test.each(reading)('$method $path refuses what cannot be read, and writes nothing', async (operation) => {
  await caller.renewThings();
  const before = await contentsOf(house.databaseUrl);
  const good = JSON.stringify(operation.body ? bodyWith(operation.body, '', 'example') : { a: 'b' });
  const unreadable = [
    good.slice(0, -1),
    `${good}${good}`,
    `${good},`,
    good.replaceAll('"', "'"),
    `\ufeff\ufeff${good}`,
    good.replace('{', '{,'),
    '{"a": NaN}',
    '{"a": undefined}',
    '{"a": 01}',
    '{"a": "\u0000"}',
    '{"a": "\n"}',
    '\u0000',
    '<a/>',
    'a=1&b=2',
    `{"a": ${'['.repeat(40)}${']'.repeat(40)}}`,
    '['.repeat(100_000),
    gzipSync(good),
    Buffer.from(good, 'utf16le'),
    Buffer.from('{"a": "caf\u00e9"}', 'latin1'),
  ];
  for (const body of unreadable) {
    const answer = await caller.send(operation, body);
    expect(answer, `${body.slice(0, 40)}`).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  }
  for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense', '']) {
    expect((await caller.send(operation, good, { 'content-type': type })).status, type).toBe(415);
  }
  const huge = `{"a": "${'x'.repeat(limits.body_bytes_max)}"}`;
  expect(await caller.send(operation, huge)).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
  expect(await contentsOf(house.databaseUrl)).toEqual(before);
});

test('what was taken is told again, but for secrets, notes of the timeline, filters, and why a payment failed that did not', () => {
  const untold = [...taken].filter((field) => !kept.has(field));
  expect(
    untold.filter(
      (field) => !/password|token|updateStatus \/note|settlePayment \/failure|(retry|discard)All \/task/.test(field),
    ),
  ).toEqual([]);
  expect(kept.size).toBeGreaterThan(50);
});
