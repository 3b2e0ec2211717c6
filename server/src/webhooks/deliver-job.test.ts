import { expect, test } from 'vitest';
import { type DeliverPayload, deliverJob, jobInstead, postponedJob } from './deliver-job.ts';

const now = new Date('2026-01-31T09:30:00Z');
const payload: DeliverPayload = { store_id: 'one', delivery_id: 'd' };
const waitOf = (given: DeliverPayload, why: 'slow' | 'full', chance: number) =>
  postponedJob(given, why, now, chance).run_at.getTime() - now.getTime();

test.each([
  [0, 5_000, 10_000],
  [1, 10_000, 20_000],
  [4, 80_000, 160_000],
  [5, 150_000, 300_000],
  [2_000, 150_000, 300_000],
])('what was postponed %i times for a slow endpoint waits %i to %i ms', (postponed, least_ms, most_ms) => {
  expect(waitOf({ ...payload, postponed }, 'slow', 0)).toBe(least_ms);
  expect(waitOf({ ...payload, postponed }, 'slow', 1)).toBe(most_ms);
});

test('where a place was merely not free it waits a moment, however often', () => {
  const { job } = postponedJob({ ...payload, postponed: 3 }, 'full', now, 0);
  expect(job.payload).toEqual({ ...payload, postponed: 3 });
  expect(waitOf({ ...payload, postponed: 3 }, 'full', 0)).toBe(100);
  expect(waitOf({ ...payload, postponed: 3 }, 'full', 1)).toBe(500);
});

test('how often it was postponed is kept in the next job, also in one that came too early', () => {
  const { job, run_at } = postponedJob({ ...payload, early: 2 }, 'slow', now, 0);
  expect(job.payload).toEqual({ ...payload, postponed: 1 });
  expect(jobInstead(job.payload as DeliverPayload, run_at, now).payload).toMatchObject({ postponed: 1, early: 1 });
});

test('each of its jobs comes after those of other tasks', () => {
  const jobs = [
    deliverJob('one', 'd', 'first'),
    jobInstead(payload, now, now),
    postponedJob(payload, 'slow', now, 0).job,
  ];
  expect(jobs.map(({ priority }) => priority)).toEqual([1, 1, 1]);
});
