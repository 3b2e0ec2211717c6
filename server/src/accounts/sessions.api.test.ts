import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { openAccountHouse } from '../../../tests/support/account-house.ts';
import { ask, password } from '../../../tests/support/index.ts';
import { openListener } from '../platform/database/listen.ts';
import { createHashing } from './hashing.ts';
import { openRevokedSessions } from './revoked-sessions.ts';

const { house, people, send, bearer, me } = await openAccountHouse({ connections_max: 8 });
const admin = house.as('admin');
const silent = { warn: () => undefined };
let opened = 0;

const logIn = (email: string, secret = password) => send('POST', '/auth/login', { email, password: secret });

async function newAccount(role: 'admin' | 'vendor' | 'customer') {
  opened += 1;
  const body = { email: `account${opened}@main.test`, password, full_name: 'Somebody', role };
  return admin.users.create({ body });
}

/** Does `work` while nothing else may change the account. */
async function holding(userId: string, work: () => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: house.databaseUrl, application_name: 'orderhouse-test' });
  await client.connect();
  await client.query('BEGIN; SET LOCAL ROLE orderhouse_house');
  await client.query(`SELECT set_config('orderhouse.store_id', $1, true)`, [house.storeId]);
  await client.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
  try {
    await work();
  } finally {
    await client.query('COMMIT');
    await client.end();
  }
}

async function waitingForLocks(count: number): Promise<void> {
  const text = `SELECT count(*)::int AS waiting FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await expect.poll(async () => (await ask<{ waiting: number }>(house.databaseUrl, text))[0]?.waiting).toBe(count);
}

/** What the log says of somebody. Events are read as their store's house. */
async function eventsOf(userId: string, type: string) {
  return house.runtime.database.transact({ storeId: house.storeId, actorId: null, role: 'house' }, (connection) =>
    connection
      .selectFrom('events')
      .select(['type', 'data', 'actor_id'])
      .where('subject_id', '=', userId)
      .where('type', '=', type)
      .orderBy('id')
      .execute(),
  );
}

describe('signing in while the account changes', () => {
  test('gives the role that the account has by then, never the one it had', async () => {
    const user = await newAccount('vendor');
    const pending: Promise<unknown>[] = [];
    await holding(user.id, async () => {
      pending.push(admin.users.update({ params: { id: user.id }, body: { role: 'customer' } }));
      await waitingForLocks(1);
      pending.push(logIn(user.email));
      await waitingForLocks(2);
    });
    const [, answer] = (await Promise.all(pending)) as [unknown, Awaited<ReturnType<typeof logIn>>];
    expect(answer).toMatchObject({ status: 200, body: { user: { role: 'customer' } } });
    expect((await me(answer.body.access_token)).body.role).toBe('customer');
  });

  test('is refused when the account was deactivated meanwhile', async () => {
    const user = await newAccount('vendor');
    const pending: Promise<unknown>[] = [];
    await holding(user.id, async () => {
      pending.push(admin.users.update({ params: { id: user.id }, body: { is_active: false } }));
      await waitingForLocks(1);
      pending.push(logIn(user.email));
      await waitingForLocks(2);
    });
    expect((await Promise.all(pending))[1]).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  });
});

describe('guessing', () => {
  test('at the current password counts as at the login', async () => {
    const user = await newAccount('customer');
    const { access_token } = (await logIn(user.email)).body;
    const guess = () =>
      send('PATCH', '/auth/me', { password: 'Rainy-day-2', current_password: 'Wrong-pass-1' }, bearer(access_token));
    for (let failure = 0; failure < 10; failure += 1) expect((await guess()).status).toBe(401);
    expect((await logIn(user.email)).status).toBe(401);
    const right = { password: 'Rainy-day-2', current_password: password };
    expect((await send('PATCH', '/auth/me', right, bearer(access_token))).status).toBe(401);
  });

  test('lets one of two changes through that prove the same password at once', async () => {
    const user = await newAccount('customer');
    const { access_token } = (await logIn(user.email)).body;
    const change = (next: string) =>
      send('PATCH', '/auth/me', { password: next, current_password: password }, bearer(access_token));
    const answers = await Promise.all([change('Rainy-day-2'), change('Rainy-day-3')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test('the login of the database sees nothing before it takes on a role', async () => {
    const client = new pg.Client({ connectionString: house.databaseUrl, application_name: 'orderhouse-test' });
    await client.connect();
    try {
      for (const table of ['stores', 'users', 'sessions', 'events']) {
        expect((await client.query(`SELECT FROM ${table}`)).rowCount).toBe(0);
      }
    } finally {
      await client.end();
    }
  });

  test('costs a hash also where there is no account', async () => {
    const hashing = createHashing({ memoryCost: 8_192, timeCost: 2, parallelism: 1 });
    const passwordHash = await hashing.hash(password);
    const took = async (known: string | null) => {
      const times: number[] = [];
      for (let round = 0; round < 8; round += 1) {
        const from = performance.now();
        await hashing.matches('Wrong-pass-1', known);
        times.push(performance.now() - from);
      }
      // The shortest: what else the machine does can only add.
      return Math.min(...times);
    };
    await took(null);
    const ratio = (await took(null)) / (await took(passwordHash));
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(3);
    expect(await hashing.matches('nobody has this password', null)).toBe(false);
  });
});

describe('ended sessions', () => {
  test('are known to a process that was cut off while they were ended', async () => {
    const { storeId, id } = people.otherCustomer;
    const sessionId = crypto.randomUUID();
    let isAway = false;
    const transactAsSystem: typeof house.runtime.database.transactAsSystem = (work) =>
      isAway ? Promise.reject(new Error('cut off')) : house.runtime.database.transactAsSystem(work);
    const runtime = { ...house.runtime, database: { ...house.runtime.database, transactAsSystem } };
    // Nothing listens there: only the poll is left.
    const listener = await openListener('postgres://nobody@127.0.0.1:1/none', silent);
    const revoked = await openRevokedSessions(runtime, listener, silent);
    isAway = true;
    const ended = new Date(Date.now() - 120_000).toISOString();
    await house.runtime.database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
      connection
        .insertInto('sessions')
        .values({ store_id: storeId, id: sessionId, user_id: id, expires_at: ended, revoked_at: ended })
        .execute(),
    );
    expect(revoked.has(sessionId)).toBe(false);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 150_000 });
    isAway = false;
    await expect.poll(() => revoked.has(sessionId), { timeout: 4_000 }).toBe(true);
    vi.useRealTimers();
    await revoked.close();
    await listener.close();
  });

  test('keep a process from starting that cannot ask for them', async () => {
    const away = new Error('away');
    const transactAsSystem = () => Promise.reject(away);
    const runtime = { ...house.runtime, database: { ...house.runtime.database, transactAsSystem } };
    const listener = await openListener(house.databaseUrl, silent);
    await expect(openRevokedSessions(runtime, listener, silent)).rejects.toBe(away);
    await listener.close();
  });

  test('are told by notification after the listening connection was cut', async () => {
    const { app: other } = await house.openAnother();
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE datname = current_database() AND application_name = 'orderhouse-listener'`;
    await ask(house.databaseUrl, cut);
    const user = await newAccount('customer');
    const { access_token } = (await logIn(user.email)).body;
    expect((await me(access_token, other)).status).toBe(200);
    await send('POST', '/auth/logout', {}, bearer(access_token));
    await expect.poll(async () => (await me(access_token, other)).status, { interval: 20, timeout: 4_000 }).toBe(401);
  });

  test('are written down with the reason', async () => {
    const user = await newAccount('customer');
    const first = (await logIn(user.email)).body;
    await send('POST', '/auth/logout', {}, bearer(first.access_token));
    const second = (await logIn(user.email)).body;
    await send('POST', '/auth/refresh', { refresh_token: second.refresh_token });
    await send('POST', '/auth/refresh', { refresh_token: second.refresh_token });
    const reasons = (await eventsOf(user.id, 'session.revoked')).map(({ actor_id, data }) => [data, actor_id]);
    expect(reasons).toMatchObject([
      [{ reason: 'logout' }, user.id],
      [{ reason: 'token_reused' }, null],
    ]);
  });
});

test('a token is taken by every process that has the key, whatever address it goes by', async () => {
  const { app } = await house.openAnother({ public_url: 'http://127.0.0.1:3001' });
  const { access_token } = (await logIn(people.vendor.email)).body;
  expect((await me(access_token, app)).status).toBe(200);
});

test('another site cannot make a browser forget its session', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
  const answer = await send('POST', '/auth/logout', undefined, headers);
  expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site_request' } });
  expect(answer.headers['set-cookie']).toBeUndefined();
});

describe('users', () => {
  test('leave in the log which fields changed, from what to what; of a password that it did', async () => {
    const user = await newAccount('customer');
    const { access_token } = (await logIn(user.email)).body;
    const profile = { phone: '+44 20 7946 0000', password: 'Rainy-day-2', current_password: password };
    expect((await send('PATCH', '/auth/me', profile, bearer(access_token))).status).toBe(200);
    const params = { id: user.id };
    await admin.users.update({ params, body: { full_name: 'Renamed', phone: null } });
    await admin.users.update({ params, body: { role: 'vendor' } });
    const events = await eventsOf(user.id, 'user.updated');
    expect(events.map(({ data }) => data)).toEqual([
      { fields: ['phone', 'password'], before: { phone: null }, after: { phone: profile.phone } },
      {
        fields: ['full_name', 'phone'],
        before: { full_name: 'Somebody', phone: profile.phone },
        after: { full_name: 'Renamed', phone: null },
      },
      { fields: ['role'], before: { role: 'customer' }, after: { role: 'vendor' } },
    ]);
  });

  test('a key keeps no digest of the password', async () => {
    const body = { email: 'keyed@main.test', full_name: 'Keyed', role: 'customer' as const };
    const headers = { ...bearer(await house.tokenOf('admin')), 'idempotency-key': 'keyed-1' };
    const first = await send('POST', '/users', { ...body, password }, headers);
    const other = await send('POST', '/users', { ...body, password: 'Another-pass-1' }, headers);
    expect([first.status, other.status]).toEqual([201, 201]);
    expect(other.headers['idempotent-replayed']).toBe('true');
    expect(await send('POST', '/users', { ...body, full_name: 'Else', password }, headers)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  test('two admins cannot dismiss each other', async () => {
    const others = await Promise.all([newAccount('admin'), newAccount('admin')]);
    const everyone = [people.admin.id, ...others.map(({ id }) => id)];
    const results = await Promise.allSettled(
      everyone.map((id) => admin.users.update({ params: { id }, body: { is_active: false } })),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(1);
    const asHouse = { storeId: house.storeId, actorId: null, role: 'house' } as const;
    const left = await house.runtime.database.transact(asHouse, (connection) =>
      connection.selectFrom('users').select('id').where('role', '=', 'admin').where('is_active', '=', true).execute(),
    );
    expect(left.length).toBeGreaterThanOrEqual(1);
  });
});
