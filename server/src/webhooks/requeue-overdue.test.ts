import { describe, expect, test } from 'vitest';
import { ask } from '../../../tests/support/index.ts';
import { openWebhookHouse } from '../../../tests/support/webhook-house.ts';
import { requeueOverdue, startRequeueing } from './requeue-overdue.ts';

const { house, receiver, runtime, clock, planned, queue, timeOf, work, begin } = await openWebhookHouse();

describe('a job that is lost', () => {
  test('is added again once its delivery is overdue, ever more rarely, until an attempt is made', async () => {
    const { id, read } = await begin();
    const requeued = async () => {
      await requeueOverdue({ runtime, queue, timeOf });
      return planned.splice(0).filter(({ payload }) => payload.delivery_id === id);
    };
    expect(await requeued()).toEqual([]);
    clock.advance(121);
    const [first] = await requeued();
    expect(first).toMatchObject({ task: 'webhook.deliver' });
    expect(await requeued()).toEqual([]);
    clock.advance(60);
    expect(await requeued()).toEqual([]);
    clock.advance(70);
    // Under one key: a queue that still has the first takes no second.
    expect(await requeued()).toEqual([first]);
    clock.advance(240);
    expect(await requeued()).toEqual([]);
    clock.advance(20);
    expect(await requeued()).toEqual([first]);
    receiver.answer((response) => response.writeHead(500).end());
    await work(first);
    planned.length = 0;
    // Another attempt, whose job is lost as well, waits no longer for it.
    clock.set(new Date(Date.parse((await read()).next_attempt_at ?? '') + 121_000));
    const [second] = await requeued();
    expect(second?.key).not.toBe(first?.key);
    receiver.answer((response) => response.writeHead(204).end());
    await work(second);
    expect(await read()).toMatchObject({ status: 'delivered', attempts: 2 });
    expect(await requeued()).toEqual([]);
  });

  test('is added again every hour at least, and not while somebody sends', async () => {
    const { id } = await begin();
    const requeued = async () => {
      await requeueOverdue({ runtime, queue, timeOf });
      return planned.splice(0).filter(({ payload }) => payload.delivery_id === id).length;
    };
    clock.advance(86_400);
    expect(await requeued()).toBe(1);
    clock.advance(3_590);
    expect(await requeued()).toBe(0);
    await ask(house.databaseUrl, 'ALTER TABLE webhook_deliveries NO FORCE ROW LEVEL SECURITY');
    const claim = 'UPDATE webhook_deliveries SET claimed_until = $2 WHERE id = $1';
    await ask(house.databaseUrl, claim, [id, new Date(clock.now().getTime() + 20_000)]);
    clock.advance(20);
    expect(await requeued()).toBe(0);
    clock.advance(121);
    expect(await requeued()).toBe(1);
  });
});

test('what is overdue is looked for again and again', async () => {
  const { id } = await begin();
  clock.advance(121);
  const told: object[] = [];
  const log = {
    info: (details: object) => void told.push(details),
    error: (details: object) => void told.push(details),
  };
  const stop = startRequeueing({ runtime, queue, timeOf }, log as never, 0.01);
  const added = () => planned.filter(({ payload }) => payload.delivery_id === id).length;
  await expect.poll(added).toBe(1);
  clock.advance(125);
  await expect.poll(added).toBe(2);
  await stop();
  expect(told[0]).toMatchObject({ requeued: expect.any(Number) });
});
