import { expect, test, vi } from 'vitest';
import { openDispatchingHouse } from '../../../tests/support/dispatching-house.ts';
import { dispatchBatch } from './dispatch-batch.ts';
import { dispatchAgain, dispatchTask, type Reaction } from './index.ts';

const { house, log, queue, eachEvent, start, append, made } = await openDispatchingHouse();

test('what cannot be dispatched is logged with its place, holds nothing up that lies before it, and is tried again', async () => {
  const told: { err: Error; failures: number }[] = [];
  let broken = true;
  const picky: Reaction = {
    ...eachEvent,
    jobsOf: async (connection, events) => {
      if (broken && events.some(({ data }) => data.key === 'bad')) throw new Error('no such template');
      return eachEvent.jobsOf(connection, events);
    },
  };
  await append(['good', 'better', 'bad', 'after']);
  const noted = { error: (details: object) => void told.push(details as (typeof told)[0]), info: () => undefined };
  start({ reactions: [picky], log: noted as unknown as typeof log });
  await vi.waitFor(async () => expect(await made()).toEqual(['good', 'better']), 10_000);
  await vi.waitFor(() => expect(told.at(-1)?.err.message).toMatch(/from (stock\.adjusted \S+) to \1 could/), 10_000);
  expect(told.at(-1)?.err.cause).toMatchObject({ message: 'no such template' });
  broken = false;
  await vi.waitFor(async () => expect(await made()).toEqual(['good', 'better', 'bad', 'after']), 10_000);
});

test('an event that cannot be dispatched is set aside after a while, and dispatched when somebody retries it', async () => {
  let broken = true;
  const picky: Reaction = {
    ...eachEvent,
    jobsOf: async (connection, events) => {
      if (broken && events.some(({ data }) => data.key === 'poison')) throw new Error('no such template');
      return eachEvent.jobsOf(connection, events);
    },
  };
  await append(['before', 'poison', 'after']);
  start({ reactions: [picky], failures_max: 2 });
  await vi.waitFor(async () => expect(await made()).toEqual(['before', 'after']), 10_000);
  const admin = house.as('admin');
  const { data } = await admin.jobs.list({ query: { state: 'failed', task: dispatchTask } });
  expect(data).toMatchObject([{ task: dispatchTask, last_error: expect.stringContaining('no such template') }]);
  const [job] = data;
  broken = false;
  const again = dispatchAgain({ runtime: house.runtime, queue, reactions: [picky] });
  await again({ ...job, task: dispatchTask, key: '', payload: job?.payload ?? {}, attempt: 1, attempts_max: 3 });
  expect(await made()).toEqual(['before', 'after', 'poison']);
});

test('a database that is away is no fault of an event: nothing is set aside', async () => {
  let isAway = true;
  const away = Object.assign(new Error('connection terminated'), { code: '57P01' });
  const cutOff: Reaction = {
    ...eachEvent,
    jobsOf: async (connection, events) => {
      if (isAway) throw away;
      return eachEvent.jobsOf(connection, events);
    },
  };
  await append(['patient']);
  const told: unknown[] = [];
  const noted = { error: (details: unknown) => void told.push(details), info: () => undefined, warn: () => undefined };
  start({ reactions: [cutOff], failures_max: 1, log: noted as unknown as typeof log });
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(3), 10_000);
  isAway = false;
  await vi.waitFor(async () => expect(await made()).toEqual(['patient']), 10_000);
});

test('a queue that refuses jobs is told with the events they are of', async () => {
  await append(['refused']);
  const refusing = { enqueue: () => Promise.reject(new Error('the queue is full')) };
  const dispatching = dispatchBatch({ runtime: house.runtime, queue: refusing, reactions: [eachEvent] }, 10);
  await expect(dispatching).rejects.toMatchObject({
    message: expect.stringMatching(/the events from (stock\.adjusted \S+) to \1 could not be added/),
    cause: { message: 'the queue is full' },
  });
});
