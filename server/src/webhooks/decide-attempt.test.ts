import { describe, expect, test } from 'vitest';
import { decideAttempt, type Tried } from './decide-attempt.ts';

const settings = {
  webhook_allow_private: false,
  webhook_retry_schedule_seconds: [5, 300],
  webhook_disable_after_hours: 72,
};
const at = new Date('2026-01-31T09:30:00Z');
const hoursAgo = (hours: number) => new Date(at.getTime() - hours * 3_600_000).toISOString();
const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000);

const refused: Tried = {
  status: 500,
  error: null,
  retry_after: null,
  at,
  is_test: false,
  attempts_in_round: 1,
  failing_since: null,
  chance: 0.5,
};
const decided = (tried: Partial<Tried>) => decideAttempt({ ...refused, ...tried }, settings);

describe('an attempt', () => {
  test.each([200, 201, 204, 299])('that is answered %d has delivered', (status) => {
    expect(decided({ status })).toEqual({
      status: 'delivered',
      error: null,
      next_attempt_at: null,
      endpoint: 'healthy',
    });
  });

  test.each([
    [101, 'answered 101'],
    [302, 'answered 302; redirects are not followed'],
    [404, 'answered 404'],
    [500, 'answered 500'],
  ])('that is answered %d has not', (status, error) => {
    expect(decided({ status })).toEqual({ status: 'pending', error, next_attempt_at: after(5), endpoint: 'failing' });
  });

  test('that nobody answered tells why', () => {
    expect(decided({ status: null, error: 'no answer' })).toMatchObject({ status: 'pending', error: 'no answer' });
  });

  test('is followed by the next of the schedule, scattered by a tenth, until there is none', () => {
    expect(decided({ attempts_in_round: 2 }).next_attempt_at).toEqual(after(300));
    expect(decided({ attempts_in_round: 2, chance: 0 }).next_attempt_at).toEqual(after(270));
    expect(decided({ attempts_in_round: 2, chance: 1 }).next_attempt_at).toEqual(after(330));
    expect(decided({ attempts_in_round: 3 })).toMatchObject({ status: 'failed', next_attempt_at: null });
  });

  test.each([
    ['60', 60],
    ['1', 5],
    ['999999999', 86_400],
    ['Sat, 31 Jan 2026 09:32:00 GMT', 120],
    ['Sat, 31 Jan 2026 09:00:00 GMT', 5],
    ['soon', 5],
    ['-7', 5],
  ])('that asks to wait, Retry-After: %s, is followed after %d s', (retry_after, seconds) => {
    expect(decided({ status: 503, retry_after }).next_attempt_at).toEqual(after(seconds));
  });
});

describe('an endpoint', () => {
  test('that has failed for too long is disabled, and not before', () => {
    expect(decided({ failing_since: hoursAgo(71) })).toMatchObject({ status: 'pending', endpoint: 'as_it_was' });
    expect(decided({ failing_since: hoursAgo(72) })).toMatchObject({ status: 'failed', endpoint: 'disable_failing' });
  });

  test('that says it is gone is disabled at once', () => {
    expect(decided({ status: 410 })).toMatchObject({ status: 'failed', endpoint: 'disable_gone' });
  });

  test('is not judged by a test, which is sent once', () => {
    for (const status of [410, 500])
      expect(decided({ status, is_test: true, failing_since: hoursAgo(99) })).toMatchObject({
        status: 'failed',
        next_attempt_at: null,
        endpoint: 'as_it_was',
      });
    expect(decided({ status: 200, is_test: true, failing_since: hoursAgo(1) }).endpoint).toBe('as_it_was');
  });
});
