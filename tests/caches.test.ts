import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient, type Product } from '@orderhouse/contracts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePort } from './support/free-port.ts';
import { openTestHouse, password } from './support/index.ts';
import { launchOrderhouse, type ServerProcess } from './support/program.ts';
import { shippingAddress } from './support/shipping-address.ts';
import { type StartedRedis, startRedis } from './support/start-redis.ts';

const house = await openTestHouse();
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const env = {
  DATABASE_URL: house.databaseUrl,
  JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: 'http://house.test',
  LOG_LEVEL: 'info',
  RATE_LIMIT_PER_MINUTE: '0',
  LOGIN_RATE_LIMIT_PER_MINUTE: '0',
};

/** One process, as its visitors, its customer and its vendor see it. */
interface Site {
  address: string;
  visitor: Client;
  customer: Client;
  vendor: Client;
}

/** Two processes on the house's database, for the tests of one block. */
function twoProcesses(settings: () => Record<string, string>): Site[] {
  const sites: Site[] = [];
  const servers: ServerProcess[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'orderhouse-caches-'));
  beforeAll(async () => {
    for (const name of ['one', 'two']) {
      servers.push(launchOrderhouse(['start'], join(folder, name), { env: { ...env, ...settings() } }));
    }
    for (const server of servers) {
      const address = await server.ready();
      const signedIn = async (name: 'customer' | 'vendor') => {
        const { email } = house.people[name];
        const { access_token: token = '' } = await createClient({ baseUrl: address }).auth.login({
          body: { email, password },
        });
        return createClient({ baseUrl: address, token, attempts_max: 1 });
      };
      const visitor = createClient({ baseUrl: address, attempts_max: 1 });
      sites.push({ address, visitor, customer: await signedIn('customer'), vendor: await signedIn('vendor') });
    }
  });
  afterAll(async () => {
    for (const server of servers) server.child.kill('SIGTERM');
    expect(await Promise.all(servers.map((server) => server.ended))).toEqual([0, 0]);
    rmSync(folder, { recursive: true, force: true });
  });
  return sites;
}

const siteAt = (sites: Site[], index: number): Site => {
  const site = sites[index % sites.length];
  if (!site) throw new Error('no process runs');
  return site;
};

/** How many answers came from there, of all caches of a process. */
async function readsFrom({ address }: Site, from: string): Promise<number> {
  const figures = await (await fetch(`${address}/metrics`)).text();
  const lines = [...figures.matchAll(/^orderhouse_cache_reads_total\{cache="\w+",from="(\w+)"\} (\d+)$/gm)];
  return lines.filter(([, name]) => name === from).reduce((sum, [, , count]) => sum + Number(count), 0);
}

const nameIn = async (site: Site, id: string) => {
  const { data } = await site.visitor.products.list({ query: { limit: 100 } });
  return data.find((product) => product.id === id)?.name;
};

let made = 0;
async function sell(site: Site, stock = 100): Promise<Product> {
  made += 1;
  return site.vendor.products.create({
    body: { name: `Lantern ${made}`, sku: `CACHED-${made}`, unit_price: 100, stock },
  });
}
const oneOf = ({ variants: [variant] }: Product, quantity = 1) => ({
  body: { lines: [{ variant_id: variant?.id ?? '', quantity }], shipping_address: shippingAddress },
});

const redisPort = await freePort();
let redis: StartedRedis | null = null;

describe.each([
  { name: 'without Redis', settings: () => ({}) },
  { name: 'with Redis', settings: () => ({ CACHE_URL: `redis://127.0.0.1:${redisPort}` }) },
])('two processes $name', ({ name, settings }) => {
  beforeAll(async () => {
    if (name === 'with Redis') redis = await startRedis({ port: redisPort });
  });
  const sites = twoProcesses(settings);
  afterAll(async () => {
    await redis?.stop();
    redis = null;
  });

  test('a change at one is seen there at once, and within a second at the other', async () => {
    const { id } = await sell(siteAt(sites, 0));
    for (let round = 0; round < 6; round += 1) {
      const [here, there] = [siteAt(sites, round), siteAt(sites, round + 1)];
      // Both remember it.
      await Promise.all([nameIn(here, id), nameIn(there, id), here.visitor.products.get({ params: { id } })]);
      const changed = `Changed ${round}`;
      await here.vendor.products.update({ params: { id }, body: { name: changed } });
      const began = performance.now();
      expect(await nameIn(here, id)).toBe(changed);
      expect((await here.visitor.products.get({ params: { id } })).name).toBe(changed);
      await vi.waitFor(
        async () => {
          expect(await nameIn(there, id)).toBe(changed);
          expect((await there.visitor.products.get({ params: { id } })).name).toBe(changed);
        },
        { interval: 5, timeout: 5_000 },
      );
      expect(performance.now() - began).toBeLessThan(1_000);
    }
  });

  test('orders do not empty the cache; what runs out is seen', async () => {
    const [here, there] = [siteAt(sites, 0), siteAt(sites, 1)];
    const product = await sell(here, 12);
    const stockAt = async (site: Site) => {
      const { data } = await site.visitor.products.list({ query: { limit: 100 } });
      return data.find(({ id }) => id === product.id)?.variants[0]?.stock;
    };
    await vi.waitFor(async () => expect(await stockAt(there)).toBe(12), { timeout: 2_000 });
    const before = await Promise.all(sites.map((site) => readsFrom(site, 'database')));
    for (let bought = 0; bought < 10; bought += 1) {
      await siteAt(sites, bought).customer.orders.place(oneOf(product));
      for (const site of sites) await stockAt(site);
    }
    const after = await Promise.all(sites.map((site) => readsFrom(site, 'database')));
    // The product itself may have been heard of once more, by the log.
    for (const [index, count] of after.entries()) expect(count - (before[index] ?? 0)).toBeLessThanOrEqual(1);
    await here.customer.orders.place(oneOf(product, 2));
    expect(await stockAt(here)).toBe(0);
    await vi.waitFor(async () => expect(await stockAt(there)).toBe(0), { interval: 5, timeout: 1_000 });
  });

  test('an order is kept for each who sees it, and moves for all of them', async () => {
    const [here, there] = [siteAt(sites, 0), siteAt(sites, 1)];
    const order = await here.customer.orders.place(oneOf(await sell(here)));
    const params = { id: order.id };
    const statusFor = async (client: Client) => (await client.orders.get({ params })).status;
    for (const client of [here.customer, here.vendor, there.customer, there.vendor]) {
      expect(await statusFor(client)).toBe('pending');
    }
    const before = await readsFrom(here, 'memory');
    expect(await statusFor(here.customer)).toBe('pending');
    expect(await readsFrom(here, 'memory')).toBe(before + 1);
    await expect(here.visitor.orders.get({ params })).rejects.toMatchObject({ status: 401 });
    await here.customer.orders.cancel({ params, body: {} });
    expect(await statusFor(here.customer)).toBe('cancelled');
    expect(await statusFor(here.vendor)).toBe('cancelled');
    await vi.waitFor(async () => expect(await statusFor(there.customer)).toBe('cancelled'), { timeout: 1_000 });
  });

  test.runIf(name === 'with Redis')('what one process loaded, the other takes from Redis', async () => {
    const [here, there] = [siteAt(sites, 0), siteAt(sites, 1)];
    const before = await readsFrom(there, 'redis');
    await vi.waitFor(
      async () => {
        const query = { limit: 1 + Math.floor(Math.random() * 100), vendor_id: house.people.vendor.id };
        await here.visitor.products.list({ query });
        await there.visitor.products.list({ query });
        expect(await readsFrom(there, 'redis')).toBeGreaterThan(before);
      },
      { timeout: 5_000, interval: 50 },
    );
  });

  test.runIf(name === 'with Redis')(
    'Redis is killed under load and comes back: no error, and nothing old',
    async () => {
      const { id } = await sell(siteAt(sites, 0));
      const errors: unknown[] = [];
      const stale: unknown[] = [];
      // Each change, where it was made, and when it was answered.
      const changes: { at_ms: number; site: number }[] = [];
      let reads = 0;
      let stopped = false;
      const write = async () => {
        for (let count = 0; !stopped; count += 1) {
          const site = count % sites.length;
          const sent = siteAt(sites, site).vendor.products.update({ params: { id }, body: { name: String(count) } });
          await sent.catch((error) => errors.push(error));
          changes[count] = { at_ms: performance.now(), site };
          await delay(60);
        }
      };
      const readAt = async (site: number, read: () => Promise<string | undefined>) => {
        while (!stopped) {
          const asked_ms = performance.now();
          const name = await read().catch((error) => {
            errors.push(error);
          });
          reads += 1;
          const due = changes.findLastIndex((change) => change.at_ms < asked_ms - (change.site === site ? 0 : 1_000));
          if (name !== undefined && Number(name) < due) stale.push({ site, name, due });
        }
      };
      await siteAt(sites, 0).vendor.products.update({ params: { id }, body: { name: '-1' } });
      await delay(1_000);
      const working = [write()];
      for (const [index, site] of sites.entries()) {
        for (let reader = 0; reader < 4; reader += 1) {
          working.push(readAt(index, () => nameIn(site, id)));
          working.push(readAt(index, async () => (await site.visitor.products.get({ params: { id } })).name));
        }
      }
      await delay(1_000);
      await redis?.stop();
      await delay(2_000);
      const health = await fetch(`${siteAt(sites, 0).address}/health`);
      expect(health.status).toBe(200);
      expect(await health.json()).toMatchObject({ status: 'ok', parts: { cache: { status: 'degraded' } } });
      redis = await startRedis({ port: redisPort });
      await delay(1_000);
      // It takes what is sent, and does not answer.
      redis.freeze();
      await delay(1_500);
      redis.thaw();
      await delay(1_500);
      stopped = true;
      await Promise.all(working);
      expect(errors).toEqual([]);
      expect(stale).toEqual([]);
      expect(reads).toBeGreaterThan(100);
      expect(changes.length).toBeGreaterThan(10);
      // It is asked again, by itself.
      const before = await Promise.all(sites.map((site) => readsFrom(site, 'redis')));
      await vi.waitFor(
        async () => {
          const query = { limit: 1 + Math.floor(Math.random() * 100), price_min: Math.floor(Math.random() * 100) };
          for (const site of sites) await site.visitor.products.list({ query });
          expect((await readsFrom(siteAt(sites, 1), 'redis')) > (before[1] ?? 0)).toBe(true);
        },
        { timeout: 10_000, interval: 50 },
      );
    },
    30_000,
  );
});
