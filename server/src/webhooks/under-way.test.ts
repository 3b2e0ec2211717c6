import { expect, test } from 'vitest';
import { limitsOf, noteUnderWay } from './under-way.ts';

/** Attempts of a worker with so many places, by a clock that is set. */
function open(concurrency: number) {
  const clock = { now_ms: 0 };
  const underWay = noteUnderWay(limitsOf(concurrency), () => clock.now_ms);
  /** @returns why it has to wait, or the end of it. */
  async function begin(storeId: string, endpointId: string) {
    const turn = await underWay.take(storeId);
    const hindrance = turn.begin(endpointId);
    if (hindrance === null) return turn.end;
    turn.end();
    return hindrance;
  }
  const beginAll = (...of: [string, string][]) => Promise.all(of.map(([store, endpoint]) => begin(store, endpoint)));
  return { clock, begin, beginAll };
}

const times = (count: number, store: string, endpoint: string) =>
  Array.from({ length: count }, (): [string, string] => [store, endpoint]);
const began = (all: unknown[]) => all.filter((one) => typeof one === 'function').length;
const endAll = (all: unknown[]) => {
  for (const end of all) if (typeof end === 'function') end();
};

test('a burst to one store takes half of the places, however young it is, and no other store waits for it', async () => {
  const { begin, beginAll } = open(10);
  const burst = await beginAll(...times(10, 'one', 'a'));
  expect(burst.filter((one) => one === 'full')).toHaveLength(5);
  expect(began(burst)).toBe(5);
  expect(await begin('two', 'b')).toBeTypeOf('function');
});

test('all stores together leave places to other jobs', async () => {
  const { beginAll } = open(10);
  const all = await beginAll(...times(5, 'one', 'a'), ...times(5, 'two', 'b'), ...times(5, 'three', 'c'));
  expect(began(all)).toBe(8);
});

test('who waits for a place gets the next one that is free, in the order they came', async () => {
  const { begin, beginAll } = open(4);
  const [end] = await beginAll(...times(2, 'one', 'a'));
  const next = begin('one', 'a');
  const last = begin('one', 'a');
  endAll([end]);
  expect(await next).toBeTypeOf('function');
  expect(await last).toBe('full');
});

test('an endpoint that was slow gets three places from the first millisecond on, until it is quick', async () => {
  const { clock, begin, beginAll } = open(10);
  const burst = await beginAll(...times(5, 'one', 'a'));
  clock.now_ms = 15_000;
  expect(await begin('one', 'a')).toBe('slow');
  endAll(burst);
  const again = await beginAll(...times(5, 'one', 'a'));
  expect(again.filter((one) => one === 'slow')).toHaveLength(2);
  clock.now_ms += 999;
  endAll(again);
  expect(began(await beginAll(...times(5, 'one', 'a')))).toBe(5);
});

test('slow endpoints leave a place to a quick one of their store, and half of the places to other stores', async () => {
  const { clock, begin, beginAll } = open(10);
  const slow = ['a', 'b', 'c', 'd', 'e'].map((endpoint): [string, string] => ['one', endpoint]);
  const first = await beginAll(...slow, ['two', 'x'], ['two', 'y']);
  clock.now_ms = 1_000;
  endAll(first);
  const second = await beginAll(...slow);
  expect(second.filter((one) => one === 'slow')).toHaveLength(1);
  expect(await begin('one', 'quick')).toBeTypeOf('function');
  expect(await begin('two', 'x')).toBeTypeOf('function');
  expect(await begin('two', 'y')).toBe('slow');
  expect(await begin('two', 'quick')).toBeTypeOf('function');
});

test.each([
  [100, { of_process: 80, of_store: 50, slow_of_process: 50, slow_of_store: 5, slow_of_endpoint: 3 }],
  [10, { of_process: 8, of_store: 5, slow_of_process: 5, slow_of_store: 4, slow_of_endpoint: 3 }],
  [3, { of_process: 2, of_store: 1, slow_of_process: 1, slow_of_store: 1, slow_of_endpoint: 1 }],
  [2, { of_process: 1, of_store: 1, slow_of_process: 1, slow_of_store: 1, slow_of_endpoint: 1 }],
  [1, { of_process: 1, of_store: 1, slow_of_process: 1, slow_of_store: 1, slow_of_endpoint: 1 }],
])('a worker of %i places', (concurrency, limits) => {
  expect(limitsOf(concurrency)).toEqual(limits);
});
