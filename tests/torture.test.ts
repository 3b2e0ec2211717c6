import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Order, StockAdjustment } from '@orderhouse/contracts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lineOf } from '../server/src/cli/command-line.ts';
import { chanceFrom } from '../server/src/demo/chance.ts';
import { OperatorError } from '../server/src/platform/operator-error.ts';
import { probeAddress } from '../server/src/start/listen.ts';
import { reachDatabase } from '../server/src/start/reach-database.ts';
import { hasServed, mayStartAgain } from '../torture/end-of-start.ts';
import { Ledger } from '../torture/ledger.ts';
import { lossOf } from '../torture/loss.ts';
import { lossesOfAdjustments, lossesOfOrders, lossesOfStock } from '../torture/losses.ts';
import { planKills } from '../torture/plan.ts';
import { missedBy } from '../torture/report.ts';
import { freePort } from './support/free-port.ts';

describe('the plan of kills', () => {
  const rhythm = { gap_ms_min: 1_000, gap_ms_max: 4_000, per_minute_max: 5 };
  const planOf = (seed: number) => planKills(chanceFrom(seed), ['one', 'two'], 600_000, rhythm);

  test('is the same for the same seed, and another for another', () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(planOf(7)).not.toEqual(planOf(8));
    expect(new Set(planOf(7).map(({ victim }) => victim))).toEqual(new Set(['one', 'two']));
  });

  test('kills no more often than those who restart allow, and not after its end', () => {
    const times = planOf(7).map(({ at_ms }) => at_ms);
    expect(times.length).toBeGreaterThan(40);
    for (const [index, at_ms] of times.entries()) {
      expect(at_ms - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(rhythm.gap_ms_min);
      const minuteBefore = times[index - rhythm.per_minute_max];
      if (minuteBefore !== undefined) expect(at_ms - minuteBefore).toBeGreaterThanOrEqual(60_000);
    }
    expect(times.at(-1)).toBeLessThan(600_000);
  });
});

describe('the comparison with what was answered', () => {
  const line = { line_no: 1, variant_id: 'v', quantity: 2, unit_price: 5, line_total: 10 };
  const order = (id: string, number: number, more = {}) =>
    ({ id, number, total: 10, status: 'pending', lines: [line], ...more }) as Order;
  const adjustment = (id: string, delta: number) =>
    ({ id, variant_id: 'v', delta, reason: 'received' }) as StockAdjustment;

  function answered(...orders: Order[]): Ledger {
    const ledger = new Ledger();
    for (const one of orders) ledger.place(`key of ${one.id}`, one);
    return ledger;
  }

  test('finds nothing where all is there, in the state that was answered last', () => {
    const { orders } = answered(order('a', 1), order('b', 2));
    expect(lossesOfOrders(orders, [order('a', 1), order('b', 2)])).toEqual([]);
  });

  test.each([
    ['a lost order', [order('a', 1)], /order 2 .* is lost/],
    ['a lost line', [order('a', 1), order('b', 2, { lines: [] })], /order 2: its lines/],
    ['another total', [order('a', 1), order('b', 2, { total: 9 })], /order 2: its total/],
    ['another number', [order('a', 1), order('b', 3)], /order 2: its number/],
    ['a lost cancellation', [order('a', 1), order('b', 2)], /its state was answered as "cancelled" and is "pending"/],
    ['an order twice', [order('a', 1), order('b', 2), order('c', 3)], /order 3 .* nobody was told/],
    ['a number twice', [order('a', 2), order('b', 2)], /2 orders have the number 2/],
  ])('tells of %s', (what, found, told) => {
    const ledger = answered(order('a', 1), order('b', 2));
    if (what === 'a lost cancellation') ledger.move('b', 'cancelled');
    expect(lossesOfOrders(ledger.orders, found)).toContainEqual(expect.stringMatching(told));
  });

  test('tells of an adjustment that is lost, and of one that nobody was told of', () => {
    const ledger = new Ledger();
    ledger.adjust(adjustment('x', 3));
    expect(lossesOfAdjustments(ledger.adjustments, [adjustment('x', 3)])).toEqual([]);
    expect(lossesOfAdjustments(ledger.adjustments, [adjustment('y', 3)])).toEqual([
      'adjustment x was answered and is lost',
      'adjustment y is there, and nobody was told of it',
    ]);
  });

  test('counts the stock by what was answered', () => {
    const ledger = answered(order('a', 1), order('b', 2));
    ledger.adjust(adjustment('x', 3));
    ledger.move('b', 'cancelled');
    const stock = (units: number) =>
      lossesOfStock([{ id: 'v', sku: 'V', stock: 20 }], ledger.orders, ledger.adjustments, new Map([['v', units]]));
    expect(stock(21)).toEqual([]);
    expect(stock(23)).toEqual(['stock of V is 23, and 21 by what was answered']);
  });

  test('tells of one order that was answered to two keys', () => {
    const ledger = answered(order('a', 1));
    ledger.place('another key', order('a', 1));
    expect(ledger.faults).toHaveLength(1);
  });
});

/** @returns the address of a server that does this with whoever has sent it something. */
async function openPort(onData: (socket: Socket) => void): Promise<{ url: string; port: number }> {
  const server = createServer((socket) => socket.on('data', () => onData(socket))).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

const hangUp = (socket: Socket) => void socket.destroy();
const saysNothing = () => undefined;
const errorOf = (failing: Promise<unknown>): Promise<unknown> =>
  failing.then(
    () => null,
    (error) => error,
  );

describe('the end of a server that nobody killed', () => {
  const endOf = (error: unknown, saidBefore = '') => `${saidBefore}orderhouse: ${lineOf(error)}\n`;
  const lost = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const ready = 'Orderhouse is ready at http://127.0.0.1:3000\n';

  test('is passed over while it starts and there is no database, or its port is held', async () => {
    const nobody = `postgres://me@127.0.0.1:${await freePort()}/orderhouse`;
    const away = await errorOf(reachDatabase(nobody, 'DATABASE_URL'));
    const held = await errorOf(probeAddress({ host: '127.0.0.1', port: (await openPort(hangUp)).port }));
    const unmigrated = new OperatorError('the database could not be migrated: Connection terminated unexpectedly');
    for (const error of [away, held, unmigrated, lost]) expect(mayStartAgain(endOf(error))).toBe(true);
  });

  test('is a fault once it has served, and for any other reason', () => {
    expect(hasServed(ready)).toBe(true);
    expect(mayStartAgain(endOf(lost, ready))).toBe(false);
    expect(mayStartAgain(endOf(new TypeError('x is not a function')))).toBe(false);
    expect(mayStartAgain('')).toBe(false);
  });
});

describe('an answer that was lost', () => {
  test('was on its way only where the request had gone out', async () => {
    expect(lossOf(await errorOf(fetch((await openPort(hangUp)).url)))).toBe('broken');
    expect(lossOf(await errorOf(fetch(`http://127.0.0.1:${await freePort()}`)))).toBe('unsent');
    const late = await errorOf(fetch((await openPort(saysNothing)).url, { signal: AbortSignal.timeout(20) }));
    expect(lossOf(late)).toBe('broken');
  });

  test('counts once its repeat is given it, and not for what two send at once', () => {
    const ledger = new Ledger();
    ledger.sendTwice('two');
    for (const key of ['one', 'two', 'anew']) ledger.lose(key, 'broken');
    ledger.lose('one', 'unsent');
    ledger.lose('later', 'unavailable');
    ledger.lose('never', 'unsent');
    for (const key of ['one', 'two', 'later', 'never', 'unlost']) ledger.answer(key, true);
    ledger.answer('anew', false);
    ledger.answer('one', true);
    expect(ledger.tally).toMatchObject({ repeats: 6, keptUnanswered: 1, keptUnavailable: 1 });
    expect(missedBy([new Ledger().tally, ledger.tally], 60)).toEqual([]);
  });

  test('must have been met by a run of a minute', () => {
    const { tally } = new Ledger();
    expect(missedBy([tally, tally], 59)).toEqual([]);
    expect(missedBy([tally, tally], 60)).toHaveLength(1);
  });
});
