import type { EventType } from '@orderhouse/contracts';
import { afterEach, beforeEach } from 'vitest';
import { readEndOfLog, readLogAfter } from '../../server/src/events/index.ts';
import type { NewJob } from '../../server/src/platform/queue/job-queue.ts';
import { createWebhookHandlers, createWebhookReaction } from '../../server/src/webhooks/index.ts';
import type { PostOptions } from '../../server/src/webhooks/post.ts';
import { awaitHorizon } from './await-horizon.ts';
import { openTestHouse } from './index.ts';
import { openWebhookReceiver } from './webhook-receiver.ts';

/** Short, and to this machine. */
const settings = {
  webhook_allow_private: true,
  webhook_retry_schedule_seconds: [10, 600],
  webhook_disable_after_hours: 72,
};

/**
 * A house whose webhooks go to a receiver of the test, each step by hand and on a clock that is set: what the reaction
 * says, what the handler does, what is planned. Each test begins with nothing received, planned or left to dispatch, a
 * receiver that answers 204, the time as it is and no endpoint.
 */
export async function openWebhookHouse() {
  const house = await openTestHouse({ config: settings });
  const receiver = await openWebhookReceiver();
  const { runtime, sealer } = house;
  const { database, clock } = runtime;
  const admin = house.as('admin');
  const reaction = createWebhookReaction(clock);
  const made: string[] = [];
  let serial = 0;

  const planned: NewJob[] = [];
  const queue = { enqueue: async (_connection: unknown, jobs: readonly NewJob[]) => void planned.push(...jobs) };
  // What is due goes by the clock that is set, rather than by that of the database.
  // A little ahead, for the database's may be: what was written as due at once is due.
  const timeOf = async () => new Date(clock.now().getTime() + 5);
  const handlersWith = (reach: Partial<PostOptions> = {}, opener = sealer) =>
    createWebhookHandlers({ runtime, settings, sealer: opener, queue, reach, timeOf, concurrency: 10 });

  await awaitHorizon(house.databaseUrl);
  /** How far the log was dispatched; a test that sets it back has it dispatched again from there. */
  const dispatched = { position: await database.transactAsSystem(readEndOfLog) };

  /** @returns the jobs of what has happened since it was asked last. */
  async function dispatch(): Promise<NewJob[]> {
    await awaitHorizon(house.databaseUrl);
    return database.transactAsSystem(async (connection) => {
      const events = await readLogAfter(connection, dispatched.position, 1_000);
      dispatched.position = events.at(-1) ?? dispatched.position;
      return reaction.jobsOf(connection, events);
    });
  }

  async function work(job: NewJob | undefined, handlers = handlersWith()): Promise<void> {
    if (!job) throw new Error('there is no job');
    await handlers[job.task]?.({ ...job, attempt: 1, attempts_max: 3 });
  }

  async function openEndpoint(event_types: EventType[] = ['product.created']) {
    const body = { url: receiver.url, event_types: event_types as ['product.created'] };
    const endpoint = await admin.webhookEndpoints.create({ body });
    made.push(endpoint.id);
    return endpoint;
  }

  async function makeProduct(by: 'vendor' | 'strangeVendor' = 'vendor') {
    serial += 1;
    return house.as(by).products.create({ body: { name: 'Lantern', sku: `L-${serial}`, unit_price: 1, stock: 1 } });
  }

  /** @returns the job of a new event for a new endpoint, and the endpoint. */
  async function begin() {
    const endpoint = await openEndpoint();
    await makeProduct();
    const [job] = await dispatch();
    if (!job) throw new Error('nothing was caused');
    const id = String(job.payload.delivery_id);
    return { endpoint, job, id, read: () => admin.webhookDeliveries.get({ params: { id } }) };
  }

  const endpointNow = (id: string) => admin.webhookEndpoints.get({ params: { id } });

  beforeEach(async () => {
    planned.length = 0;
    receiver.received.length = 0;
    receiver.answer((response) => response.writeHead(204).end());
    await dispatch();
  });

  afterEach(async () => {
    for (const id of made.splice(0)) await admin.webhookEndpoints.remove({ params: { id } }).catch(() => undefined);
    clock.set(new Date());
    house.forgetTokens();
  });

  return {
    house,
    receiver,
    runtime,
    clock,
    admin,
    settings,
    planned,
    queue,
    timeOf,
    handlersWith,
    dispatched,
    dispatch,
    work,
    openEndpoint,
    makeProduct,
    begin,
    endpointNow,
  };
}
