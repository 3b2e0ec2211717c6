import { expect, test } from 'vitest';
import { createHeldJobs } from './held-jobs.ts';

test('a job that runs twice is held until both have ended', async () => {
  const held = createHeldJobs();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const runs = [held.hold('1', 'pool', () => first.promise), held.hold('1', 'pool', () => second.promise)];
  let isIdle = false;
  const idle = held.idle().then(() => {
    isIdle = true;
  });
  first.resolve();
  await runs[0];
  expect(held.locks()).toEqual({ ids: ['1'], by: ['pool'] });
  expect(isIdle).toBe(false);
  second.resolve();
  await idle;
  expect(held.locks()).toEqual({ ids: [], by: [] });
});

test('one that fails is held no more', async () => {
  const held = createHeldJobs();
  const run = held.hold('1', 'pool', () => Promise.reject(new Error('it broke')));
  await expect(run).rejects.toThrow('it broke');
  await held.idle();
  expect(held.locks().ids).toEqual([]);
});
