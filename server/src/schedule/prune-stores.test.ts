import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { ask } from '../../../tests/support/index.ts';
import { openScheduleHouse } from '../../../tests/support/schedule-house.ts';
import { pruneStores } from './prune-stores.ts';

const { house, clock, background, run } = await openScheduleHouse();
const original = pg.Client.prototype.query;

/** Whether what runs is the work that is looked at: the house's own readers come by at times of their own. */
const isWork = new AsyncLocalStorage<true>();

/** @returns what the work sends to the database, by any connection of this process. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given) {
    const first = given[0] as unknown as string | { text: string };
    if (isWork.getStore()) sent.push(typeof first === 'string' ? first : first.text);
    return original.apply(this, given as never) as never;
  });
  await isWork.run(true, work);
  query.mockRestore();
  return sent;
}

test('what is older than it is kept goes, and nothing younger, of any store', async () => {
  const count = async () => {
    const [row] = await ask<Record<string, number>>(
      house.databaseUrl,
      `SELECT (SELECT count(*)::int FROM idempotency_keys WHERE key LIKE 'test:%') AS keys,
              (SELECT count(*)::int FROM sessions WHERE user_agent = 'test') AS sessions,
              (SELECT count(*)::int FROM refresh_tokens WHERE token_hash LIKE 'test:%') AS tokens`,
    );
    return row;
  };
  const now = clock.now().getTime();
  const ago = (days: number) => new Date(now - days * 86_400_000).toISOString();
  for (const { id: user, storeId: store } of [house.people.customer, house.people.strangeCustomer]) {
    for (const [days, name] of [
      [6.9, 'young'],
      [7.1, 'old'],
    ] as const) {
      await ask(
        house.databaseUrl,
        'INSERT INTO idempotency_keys (store_id, key, fingerprint, answer, created_at) VALUES ($1, $2, $3, $3, $4)',
        [store, `test:${name}`, '{}', ago(days)],
      );
      const [session] = await ask<{ id: string }>(
        house.databaseUrl,
        "INSERT INTO sessions (store_id, id, user_id, user_agent, expires_at) VALUES ($1, gen_random_uuid(), $2, 'test', $3) RETURNING id",
        [store, user, ago(days)],
      );
      await ask(
        house.databaseUrl,
        'INSERT INTO refresh_tokens (store_id, token_hash, session_id) VALUES ($1, $2, $3)',
        [store, `test:of-${name}`, session?.id],
      );
    }
    // Of a session that still runs: used long ago, used lately, not used yet.
    const [running] = await ask<{ id: string }>(
      house.databaseUrl,
      "INSERT INTO sessions (store_id, id, user_id, user_agent, expires_at) VALUES ($1, gen_random_uuid(), $2, 'test', $3) RETURNING id",
      [store, user, ago(-20)],
    );
    for (const [name, used] of [
      ['long-ago', ago(8)],
      ['lately', ago(1)],
      ['unused', null],
    ] as const) {
      await ask(
        house.databaseUrl,
        'INSERT INTO refresh_tokens (store_id, token_hash, session_id, used_at) VALUES ($1, $2, $3, $4)',
        [store, `test:${name}`, running?.id, used],
      );
    }
  }
  expect(await count()).toEqual({ keys: 4, sessions: 6, tokens: 10 });
  await pruneStores(background, () => false);
  expect(await count()).toEqual({ keys: 2, sessions: 4, tokens: 6 });
  const left = await ask<{ name: string }>(
    house.databaseUrl,
    "SELECT DISTINCT token_hash AS name FROM refresh_tokens WHERE token_hash LIKE 'test:%' ORDER BY 1",
  );
  expect(left.map(({ name }) => name)).toEqual(['test:lately', 'test:of-young', 'test:unused']);
});

test('of a thousand stores those with something old are found by one statement, also by two processes at once', async () => {
  await ask(
    house.databaseUrl,
    `INSERT INTO stores (id, slug, name, currency, time_zone)
     SELECT gen_random_uuid(), 'many-' || n, 'Many', 'GBP', 'UTC' FROM generate_series(1, 1000) AS n`,
  );
  await pruneStores(background, () => false);
  const idle = await statementsOf(() => pruneStores(background, () => false));
  expect(idle.filter((text) => /FROM stores/.test(text))).toHaveLength(1);
  expect(idle, idle.join('\n')).toHaveLength(3);
  const dueOrders = await statementsOf(run);
  expect(dueOrders, dueOrders.join('\n')).toHaveLength(3);

  const old_rows = 2_500;
  await ask(
    house.databaseUrl,
    `INSERT INTO idempotency_keys (store_id, key, fingerprint, created_at)
     SELECT s.id, 'old:' || n, '', '2020-01-01' FROM stores s, generate_series(1, $1::int) AS n WHERE s.slug = 'many-7'`,
    [old_rows],
  );
  const other = await house.openAnother();
  const both = await statementsOf(() =>
    Promise.all([
      pruneStores(background, () => false),
      pruneStores({ ...background, runtime: other.runtime }, () => false),
    ]),
  );
  expect(both.length, both.join('\n')).toBeGreaterThan(6);
  expect(both.length).toBeLessThan(40);
  const left = await ask(house.databaseUrl, "SELECT FROM idempotency_keys WHERE key LIKE 'old:%'");
  expect(left).toHaveLength(0);
  await ask(house.databaseUrl, "DELETE FROM stores WHERE slug LIKE 'many-%'");
});
