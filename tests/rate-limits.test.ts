import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { freePort } from './support/free-port.ts';
import { openTestHouse, password } from './support/index.ts';
import { startRedis } from './support/start-redis.ts';

const house = await openTestHouse();
const products = '/api/v1/products';
const login = '/api/v1/auth/login';

describe('in general', async () => {
  const { app } = await house.openAnother({ rate_limit_per_minute: 3 });

  test('a caller is told what is left, and then when to come back', async () => {
    const answers = [];
    for (let sent = 0; sent < 4; sent += 1) answers.push(await house.request({ method: 'GET', url: products, app }));
    const [first, , third, fourth] = answers;
    expect(first).toMatchObject({ status: 200, headers: { 'ratelimit-policy': '"default";q=3;w=60' } });
    expect(first?.headers.ratelimit).toMatch(/^"default";r=2;t=\d+$/);
    expect(third?.headers.ratelimit).toMatch(/^"default";r=0;t=\d+$/);
    expect(fourth).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(fourth?.headers['retry-after'])).toBeGreaterThan(0);
    expect(fourth?.headers['x-ratelimit-limit']).toBeUndefined();
  });

  test('each user counts alone, wherever from', async () => {
    const [customer, vendor] = await Promise.all([house.tokenOf('customer'), house.tokenOf('vendor')]);
    const ask = async (token: string) =>
      (await house.request({ method: 'GET', url: products, headers: { authorization: `Bearer ${token}` }, app }))
        .status;
    const statuses = [];
    for (let sent = 0; sent < 4; sent += 1) statuses.push(await ask(customer));
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(await ask(vendor)).toBe(200);
  });

  test('an address that nobody serves is counted', async () => {
    const { app: fresh } = await house.openAnother({ rate_limit_per_minute: 1 });
    const ask = async () => (await house.request({ method: 'GET', url: '/nowhere', app: fresh })).status;
    expect([await ask(), await ask()]).toEqual([404, 429]);
  });

  test('what is asked besides the API is not counted', async () => {
    for (let sent = 0; sent < 5; sent += 1) {
      const answer = await house.request({ method: 'GET', url: '/health', app });
      expect(answer.status).toBe(200);
      expect(answer.headers.ratelimit).toBeUndefined();
    }
  });

  test('0 turns it off', async () => {
    const answer = await house.request({ method: 'GET', url: products });
    expect(answer.headers.ratelimit).toBeUndefined();
  });
});

describe('where a password can be guessed', () => {
  test('an address is held to few tries, however it spells the path', async () => {
    const { app } = await house.openAnother({ login_rate_limit_per_minute: 3 });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    let tried = 0;
    const statusOf = async (target: string) => {
      // Never the same name, which has a limit of its own.
      tried += 1;
      const body = JSON.stringify({ email: `nobody${tried}@x.test`, password: 'Wrong-horse-1' });
      const socket = connect(port, '127.0.0.1');
      socket.write(
        `POST ${target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n` +
          `content-length: ${body.length}\r\n\r\n${body}`,
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      await once(socket, 'close');
      return Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1]);
    };
    const targets = [login, '/%61pi/v1/auth/login', 'http://a/api/v1/auth/login'];
    const statuses = [];
    for (const target of [...targets, ...targets]) statuses.push(await statusOf(target));
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
  });

  const tryFrom = (app: typeof house.app, address: string, email: string, pass = 'Wrong-horse-1') =>
    house.request({
      method: 'POST',
      url: login,
      headers: { 'x-forwarded-for': address },
      body: { email, password: pass },
      app,
    });

  test('an address is held to few tries', async () => {
    const { app } = await house.openAnother({ login_rate_limit_per_minute: 2, trust_proxy: true });
    const statuses = [];
    for (let sent = 0; sent < 3; sent += 1)
      statuses.push((await tryFrom(app, '203.0.113.7', `n${sent}@x.test`)).status);
    expect(statuses).toEqual([401, 401, 429]);
    expect((await tryFrom(app, '203.0.113.8', 'n9@x.test')).status).toBe(401);
  });

  test('an IPv6 network counts as one address', async () => {
    const { app } = await house.openAnother({ login_rate_limit_per_minute: 2, trust_proxy: true });
    const statuses = [];
    for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3']) {
      statuses.push((await tryFrom(app, address, `${address.at(-1)}@x.test`)).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
  });

  test('a name is held to few tries from everywhere', async () => {
    const { app } = await house.openAnother({ login_rate_limit_per_minute: 2, trust_proxy: true });
    const { email } = house.people.otherCustomer;
    const statuses = [];
    for (let sent = 0; sent < 3; sent += 1) {
      statuses.push((await tryFrom(app, `198.51.100.${sent}`, sent % 2 ? email : email.toUpperCase())).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
    const refused = await tryFrom(app, '198.51.100.99', email, password);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(refused.headers.ratelimit).toContain('"login-name";r=0');
  });

  test('a name is one name, however its store is spelled', async () => {
    const { app } = await house.openAnother({ login_rate_limit_per_minute: 2, trust_proxy: true });
    const statuses = [];
    for (const [sent, store] of ['main', 'MAIN', 'Main', undefined].entries()) {
      const answer = await house.request({
        method: 'POST',
        url: '/api/v1/auth/login',
        headers: { 'x-forwarded-for': `192.0.2.${sent}`, ...(store && { 'x-store': store }) },
        body: { email: 'somebody@x.test', password },
        app,
      });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([401, 401, 429, 429]);
  });
});

describe('over all processes', async () => {
  const redis = await startRedis({ port: await freePort() });
  // A busy Redis is done without for a second: then it is tried with another address.
  const patiently = { timeout: 20_000, interval: 200 };
  const together = async (config: Parameters<typeof house.openAnother>[0]) => {
    const opened = [];
    for (let count = 0; count < 2; count += 1) {
      opened.push((await house.openAnother({ ...config, cache_url: redis.url, trust_proxy: true })).app);
    }
    return opened;
  };
  const signIn = async (app: typeof house.app | undefined, address: string) => {
    const body = { email: `${address}@x.test`, password: 'Wrong-horse-1' };
    const headers = { 'x-forwarded-for': address };
    const answer = await house.request({ method: 'POST', url: login, headers, body, ...(app && { app }) });
    return answer.status;
  };

  test('sign-ins are counted together, exactly', async () => {
    const apps = await together({ login_rate_limit_per_minute: 4 });
    await vi.waitFor(async () => {
      // Another address each time, until both have reached Redis.
      const address = `203.0.113.${1 + Math.floor(Math.random() * 250)}`;
      const statuses = [];
      for (let sent = 0; sent < 6; sent += 1) statuses.push(await signIn(apps[sent % 2], address));
      expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
    }, patiently);
  }, 30_000);

  test('requests are counted together, within a moment', async () => {
    const apps = await together({ rate_limit_per_minute: 20 });
    const ask = async (app: typeof house.app | undefined, address: string) =>
      house.request({ method: 'GET', url: products, headers: { 'x-forwarded-for': address }, ...(app && { app }) });
    await vi.waitFor(async () => {
      const address = `198.51.100.${1 + Math.floor(Math.random() * 250)}`;
      for (let sent = 0; sent < 16; sent += 1) expect((await ask(apps[0], address)).status).toBe(200);
      // Each hears of the others with its next word.
      for (const app of [apps[1], apps[0]]) {
        let asked = 0;
        await vi.waitFor(async () => {
          asked += 1;
          expect((await ask(app, address)).status).toBe(429);
        });
        expect(asked).toBeLessThan(10);
      }
    }, patiently);
  }, 30_000);

  test('while Redis is away each process counts for itself, and nobody is told 500', async () => {
    const apps = await together({ login_rate_limit_per_minute: 3 });
    await vi.waitFor(async () => {
      const address = `192.0.2.${1 + Math.floor(Math.random() * 250)}`;
      const statuses = [await signIn(apps[0], address), await signIn(apps[1], address)];
      statuses.push(await signIn(apps[0], address), await signIn(apps[1], address));
      expect(statuses).toEqual([401, 401, 401, 429]);
    }, patiently);
    await redis.stop();
    const statuses = [];
    for (let sent = 0; sent < 8; sent += 1) statuses.push(await signIn(apps[sent % 2], '100.64.0.1'));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429, 429]);
    const back = await startRedis({ port: Number(new URL(redis.url).port) });
    await vi.waitFor(async () => {
      const address = `100.64.1.${1 + Math.floor(Math.random() * 250)}`;
      const together = [];
      for (let sent = 0; sent < 4; sent += 1) together.push(await signIn(apps[sent % 2], address));
      expect(together).toEqual([401, 401, 401, 429]);
    }, patiently);
    await back.stop();
  }, 60_000);
});
