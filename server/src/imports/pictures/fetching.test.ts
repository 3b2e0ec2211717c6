import { describe, expect, test } from 'vitest';
import { attempts_max, contentOrFailure, nextAttempt } from './decide-fetch.ts';
import { postponedFetchJob } from './fetch-job.ts';
import { placeAmong } from './place-among.ts';
import { openTurns } from './turns.ts';

const now = new Date('2026-02-03T12:00:00.000Z');
const answered = (status: number) => contentOrFailure({ status, content: null, retry_after: null });

describe('what a server answers', () => {
  test('with 200 is the picture', () => {
    const content = Buffer.from('a');
    expect(contentOrFailure({ status: 200, content, retry_after: null })).toEqual({ content });
  });

  test.each([204, 206, 300, 304, 400, 401, 403, 404, 410, 451])('%i stays so', (status) => {
    expect(answered(status)).toEqual({ reason: `answered ${status}`, is_final: true, retry_after: null });
  });

  test.each([408, 425, 429, 500, 502, 503, 504])('%i may pass', (status) => {
    expect(answered(status)).toMatchObject({ is_final: false });
  });
});

describe('another attempt', () => {
  const passing = { reason: 'answered 503', is_final: false, retry_after: null };
  const waits = (chance: number) =>
    Array.from({ length: attempts_max }, (_, index) => {
      const at = nextAttempt(passing, index + 1, { now, chance });
      return at && (at.getTime() - now.getTime()) / 1_000;
    });

  test('is made ever later, six in all', () => {
    expect(waits(0.5)).toEqual([10, 60, 600, 3_600, 21_600, null]);
    expect(waits(0)).toEqual([9, 54, 540, 3_240, 19_440, null]);
  });

  test('is made no sooner than the server says, and never of what is final', () => {
    const busy = { ...passing, retry_after: '120' };
    expect(nextAttempt(busy, 1, { now, chance: 0.5 })).toEqual(new Date('2026-02-03T12:02:00.000Z'));
    expect(nextAttempt({ ...passing, is_final: true }, 1, { now, chance: 0.5 })).toBeNull();
  });
});

test.each([
  ['the first of none', [], [], 0, 0],
  [
    'behind those before it',
    ['a', 'b'],
    [
      { place: 0, image_id: 'a' },
      { place: 3, image_id: 'b' },
    ],
    1,
    1,
  ],
  ['before those behind it', ['x', 'b'], [{ place: 3, image_id: 'b' }], 1, 1],
  [
    'behind the last of those before it, wherever it was moved',
    ['b', 'x', 'a'],
    [
      { place: 0, image_id: 'a' },
      { place: 1, image_id: 'b' },
    ],
    2,
    3,
  ],
  ['at the end when those of the file were taken off', ['x', 'y'], [{ place: 0, image_id: 'gone' }], 1, 2],
])('a picture is placed %s', (_, images, fetched, place, position) => {
  expect(placeAmong(images, fetched, place)).toBe(position);
});

test('a vendor has one turn at a time, looks once more when it was asked, and only so many have theirs', () => {
  const turns = openTurns(2);
  const [one, two] = [turns.begin('one'), turns.begin('two')];
  if (typeof one === 'string' || typeof two === 'string') expect.fail('there was room');
  expect(turns.begin('three')).toBe('full');
  expect(one.wasAsked()).toBe(false);
  expect(turns.begin('one')).toBe('under_way');
  expect([one.wasAsked(), one.wasAsked()]).toEqual([true, false]);
  two.end();
  expect(turns.begin('three')).not.toBeTypeOf('string');
});

test('who finds no room comes later from one time to the next, at most after a minute', () => {
  let payload: { store_id: string; vendor_id: string; postponed?: number } = { store_id: 's', vendor_id: 'v' };
  const waits: number[] = [];
  for (let times = 0; times < 7; times += 1) {
    const job = postponedFetchJob(payload, now, 0.5);
    waits.push((job.run_at?.getTime() ?? 0) - now.getTime());
    payload = job.payload as typeof payload;
  }
  expect(waits).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 48_000, 48_000]);
});
