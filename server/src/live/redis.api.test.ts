import { afterAll, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { listenAt, listenTo } from '../../../tests/support/live-reader.ts';
import { startRedis } from '../../../tests/support/start-redis.ts';

const redis = await startRedis();
const house = await openTestHouse({ cache_url: redis.url });

afterAll(() => redis.stop());

test('Redis wakes the streams of another process, and its death is survived by polling', async () => {
  const { app } = await house.openAnother();
  const authorization = `Bearer ${await house.tokenOf('admin')}`;
  const reader = await listenTo(`${await listenAt(app)}/api/v1/events/stream`, { authorization });
  await expect.poll(reader.lastId).not.toBe('');
  const rename = (name: string) => house.as('admin').store.update({ body: { name } });

  // As soon as both are connected, an event is there sooner than polling finds it.
  await expect
    .poll(
      async () => {
        const count = reader.heard.length;
        const began = performance.now();
        await rename(`Woken ${count}`);
        await expect.poll(() => reader.heard.length, { interval: 5 }).toBe(count + 1);
        return performance.now() - began;
      },
      { timeout: 20_000 },
    )
    .toBeLessThan(150);

  await redis.stop();
  const count = reader.heard.length;
  await rename('Polled');
  await expect.poll(() => reader.heard.length, { timeout: 3_000 }).toBe(count + 1);
  reader.close();
  await reader.ended;
});
