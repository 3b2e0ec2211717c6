import { beforeEach, describe, expect, test } from 'vitest';
import { bodyWith } from './support/body-fields.ts';
import { openOperationCaller, pointersOf, pointsAt } from './support/caller-of-operations.ts';
import { contentsOf } from './support/contents.ts';
import { hostileHeaders, hostileTextsFor } from './support/hostile-values.ts';
import { openTestHouse, type TestAnswer } from './support/index.ts';
import { documentedOperations, fitsParameter, type Parameter } from './support/operations.ts';

/**
 * Every parameter of every operation of the OpenAPI document, in path, query and headers, with texts that do not
 * belong there. They come from the document's schemas, so a new route is covered without anyone adding it here.
 */
const house = await openTestHouse();
const caller = await openOperationCaller(house);
const unknownNames = [
  'unexpected',
  'store_id',
  '__proto__',
  'constructor',
  'a/b',
  "'; --",
  'limit[]',
  'LIMIT',
  ' limit',
];
const someId = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b';

const takingParameters = documentedOperations.filter(({ parameters }) => parameters.length > 0);

function told({ name }: Parameter, text: string, { status, text: answered }: TestAnswer): string {
  return `${name} = ${text.slice(0, 60)} (${text.length} characters): ${status} ${answered.slice(0, 300)}`;
}

describe.each(takingParameters)('parameters of $method $path', (operation) => {
  const ofAddress = operation.parameters.filter((parameter) => parameter.in !== 'header');
  const good = operation.body && bodyWith(operation.body, '', 'example');

  beforeEach(async () => {
    await caller.renewThings();
  });

  test('are refused by their name when they do not fit, and nothing is written', async () => {
    const before = await contentsOf(house.databaseUrl);
    const wrong: string[] = [];
    for (const parameter of ofAddress) {
      const fits = fitsParameter(parameter);
      for (const text of hostileTextsFor(parameter.schema).filter((one) => one !== '' && !fits(one))) {
        const answer = await caller.sendWith(operation, parameter, text, good);
        // A path can be so far from one that it is no address of this operation.
        const isElsewhere = parameter.in === 'path' && [404, 405].includes(answer.status);
        const isRefused = isElsewhere || (answer.status === 422 && pointsAt(answer, parameter.name));
        if (!isRefused) wrong.push(told(parameter, text, answer));
      }
    }
    expect(wrong).toEqual([]);
    expect(await contentsOf(house.databaseUrl)).toEqual(before);
  });

  test('are taken by no name that is not known', async () => {
    if (!operation.path.startsWith('/api/')) return;
    for (const name of unknownNames) {
      const answer = await caller.sendWith(operation, { name, in: 'query' }, '1', good);
      expect(answer, name).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
      expect(pointsAt(answer, name), answer.text).toBe(true);
    }
  });

  test('break nothing when they fit', async () => {
    for (const parameter of operation.parameters) {
      const fits = fitsParameter(parameter);
      const texts = parameter.in === 'header' ? hostileHeaders : hostileTextsFor(parameter.schema).filter(fits);
      for (const text of texts) {
        const answer = await caller.sendWith(operation, parameter, text, good);
        expect(answer.status, told(parameter, text, answer)).toBeLessThan(500);
      }
    }
  });
});

const listing = documentedOperations.filter(({ parameters }) => parameters.some((one) => one.in === 'query'));

describe.each(listing)('the query of $method $path', (operation) => {
  const names = operation.parameters.flatMap((one) => (one.in === 'query' ? [one.name] : []));

  test('takes each parameter once', async () => {
    for (const name of names) {
      const answer = await caller.ask(operation, `${name}=1&${name}=2`);
      expect(answer.status, answer.text).toBe(422);
      expect(pointersOf(answer), answer.text).toContain(name);
    }
  });

  test.runIf(names.includes('cursor'))('takes no cursor that is not of this list', async () => {
    const sorts = operation.parameters.find(({ name }) => name === 'sort')?.schema.enum ?? [];
    const positions = sorts.flatMap((sort) =>
      ["'; DROP TABLE orders; --", 'infinity', '\u0000', '', 1e308, -1, null, {}].flatMap((value) => [
        [sort, value, someId],
        [sort, '2026-01-01T00:00:00Z', value],
        [sort, value],
        value,
      ]),
    );
    for (const position of positions) {
      const cursor = Buffer.from(JSON.stringify(position)).toString('base64url');
      const answer = await caller.ask(operation, `cursor=${cursor}`);
      // A text is a good place in a list by name.
      expect([200, 400], `${JSON.stringify(position)}: ${answer.text}`).toContain(answer.status);
    }
  });
});
