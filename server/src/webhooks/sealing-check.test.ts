import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { orderhouse, runOrderhouse, temporaryFolder } from '../../../tests/support/server-process.ts';
import { placeOf } from './endpoint.ts';
import { acceptKey, createSealer, expectSameKey } from './index.ts';

const house = await openTestHouse();
const { runtime } = house;
const admin = house.as('admin');
const otherSealer = () => createSealer(randomBytes(32));
const body = { url: 'https://hooks.example.com/', event_types: ['order.placed' as const] };

async function forget(): Promise<void> {
  await ask(house.databaseUrl, 'DELETE FROM sealing_check');
}

test('whoever starts first sets the key, and who has another is refused', async () => {
  await forget();
  await Promise.all([1, 2, 3].map(() => expectSameKey(runtime, house.sealer)));
  await expectSameKey(runtime, house.sealer);
  await expect(expectSameKey(runtime, otherSealer())).rejects.toMatchObject({
    name: 'OperatorError',
    message: expect.stringMatching(/^ENCRYPTION_KEY: .*secrets\/encryption-key.*encryption-key accept$/),
  });
});

test('of several that start first with keys of their own, one is taken', async () => {
  await forget();
  const starts = await Promise.allSettled([1, 2, 3, 4].map(() => expectSameKey(runtime, otherSealer())));
  expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
});

test('another key is accepted when somebody says so, and what needs a new secret is told', async () => {
  const { id } = await admin.webhookEndpoints.create({ body });
  const sealer = otherSealer();
  expect(await acceptKey(runtime, sealer)).toContainEqual({ store_id: house.storeId, id });
  await expectSameKey(runtime, sealer);
  await expect(expectSameKey(runtime, house.sealer)).rejects.toThrow('ENCRYPTION_KEY');
});

test('a secret of which the key is lost does not sign beside the new one', async () => {
  const { id } = await admin.webhookEndpoints.create({ body });
  const lost = otherSealer().seal('whsec_lost', placeOf(house.storeId, id));
  await ask(house.databaseUrl, 'ALTER TABLE webhook_endpoints NO FORCE ROW LEVEL SECURITY');
  await ask(house.databaseUrl, 'UPDATE webhook_endpoints SET secret_sealed = $2 WHERE id = $1', [id, lost]);
  const rotated = await admin.webhookEndpoints.rotateSecret({ params: { id }, body: {} });
  expect(rotated).toMatchObject({ previous_secret_until: null, secret: expect.stringMatching(/^whsec_/) });
  const again = await admin.webhookEndpoints.rotateSecret({ params: { id }, body: {} });
  expect(again.previous_secret_until).not.toBeNull();
});

test('a server with another key does not start, until it is told to go on with it', { timeout: 60_000 }, async () => {
  await acceptKey(runtime, house.sealer);
  const { id } = await admin.webhookEndpoints.create({ body });
  const folder = temporaryFolder();
  const env = { DATABASE_URL: house.databaseUrl, ENCRYPTION_KEY: randomBytes(32).toString('base64') };
  const start = () => orderhouse(['start', '--role', 'worker'], folder, { env });
  const refused = start();
  expect(await refused.ended).toBe(1);
  expect(refused.said()).toContain('orderhouse: ENCRYPTION_KEY: ');
  const { code, said } = await runOrderhouse(['encryption-key', 'accept'], folder, { env });
  expect(code, said).toBe(0);
  expect(said).toContain(JSON.stringify({ store_id: house.storeId, webhook_endpoint_id: id }));
  const server = start();
  await server.ready();
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});
