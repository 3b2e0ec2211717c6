import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@orderhouse/contracts';
import { startFauxqs } from 'fauxqs';
import { expect, onTestFinished, test } from 'vitest';
import { openTestHouse, password } from './support/index.ts';
import { orderhouse, runOrderhouse, temporaryFolder } from './support/server-process.ts';
import { shippingAddress } from './support/shipping-address.ts';
import { startRedis } from './support/start-redis.ts';

const { databaseUrl } = await openTestHouse();
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const env = {
  DATABASE_URL: databaseUrl,
  JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: 'http://house.test',
  LOG_LEVEL: 'warn',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};
const patience = { timeout: 20_000, interval: 50 };

async function redisUrl(): Promise<string> {
  const redis = await startRedis({ folder: temporaryFolder() });
  onTestFinished(redis.stop);
  return redis.url;
}

async function sqsUrl(): Promise<string> {
  const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-west-1' });
  onTestFinished(() => fauxqs.stop());
  fauxqs.createQueue('orderhouse-jobs');
  return `sqs://eu-west-1/orderhouse-jobs?endpoint=${encodeURIComponent(fauxqs.address)}`;
}

const mailIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.eml'))
        .map((name) => readFileSync(join(folder, name), 'utf8'))
    : [];

test.each([
  ['PostgreSQL', async () => undefined],
  ['Redis', redisUrl],
  ['SQS', sqsUrl],
])(
  'an order that one process takes is mailed by another, by jobs in %s',
  { timeout: 60_000 },
  async (name, openUrl) => {
    // One of its own: what one way has left to do later would be left behind for the next.
    const house = await openTestHouse();
    const QUEUE_URL = await openUrl();
    const settings = { ...env, DATABASE_URL: house.databaseUrl, ...(QUEUE_URL !== undefined && { QUEUE_URL }) };
    const folder = temporaryFolder();
    const api = orderhouse(['start', '--role', 'api'], join(folder, 'api'), { env: settings });
    const baseUrl = await api.ready();
    const { email } = house.people.customer;
    const { access_token: token = '' } = await createClient({ baseUrl }).auth.login({ body: { email, password } });
    const sku = `ROLE-${name}`;
    await house.as('vendor').products.create({ body: { name: `Lamp ${name}`, sku, unit_price: 100, stock: 5 } });
    const body = { lines: [{ sku, quantity: 1 }], shipping_address: shippingAddress };
    const order = await createClient({ baseUrl, token }).orders.place({ body });

    const worker = orderhouse(['start', '--role', 'worker'], join(folder, 'worker'), { env: settings });
    const address = await worker.ready();
    const toCustomer = () => mailIn(join(folder, 'worker/mail')).filter((mail) => mail.includes(email));
    await expect.poll(() => toCustomer().filter((mail) => mail.includes(`${order.number}`)), patience).toHaveLength(1);
    expect(mailIn(join(folder, 'api/mail'))).toEqual([]);

    expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ status: 'ok' });
    const figures = await (await fetch(`${address}/metrics`)).text();
    expect(figures).toContain('orderhouse_job_attempts_total{task="mail.send",outcome="done"}');
    expect((await fetch(`${address}/api/v1/products`)).status).toBe(404);
    for (const server of [worker, api]) {
      server.child.kill('SIGTERM');
      expect(await server.ended, server.said()).toBe(0);
      expect(server.said()).not.toContain('"level"');
    }
  },
);

test.each([
  ['redis://127.0.0.1:1', 'QUEUE_URL: Redis at 127.0.0.1:1 cannot be used'],
  ['sqs://eu-west-1/missing?endpoint=http://127.0.0.1:1', 'QUEUE_URL: the SQS queue missing cannot be used'],
  ['amqp://127.0.0.1', 'QUEUE_URL must be a URL that begins with redis://, rediss:// or sqs://'],
  ['sqs://localhost/jobs', 'QUEUE_URL must name a region of AWS'],
  ['sqs://eu-west-1/jobs.fifo', 'QUEUE_URL must name a standard queue'],
])('a start is refused with QUEUE_URL=%s', async (QUEUE_URL, told) => {
  const { code, said } = await runOrderhouse(['start'], join(temporaryFolder(), 'data'), {
    env: { ...env, QUEUE_URL },
  });
  expect(said).toContain(`orderhouse: ${told}`);
  expect(code).toBe(1);
});
