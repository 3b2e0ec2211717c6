import { describe, expect, test } from 'vitest';
import { attempts_max, contentOrFailure, nextAttempt } from './decide-fetch.ts';
import { placeAmong } from './place-among.ts';
import { openTurns, type Turn, type Turns } from './turns.ts';

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

describe('turns', () => {
  const after = (ms: number) => new Date(now.getTime() + ms);
  /** @returns the turn that there was room for. */
  const begun = (turn: ReturnType<Turns['begin']>): Turn =>
    turn instanceof Date || turn === 'under_way' ? expect.fail('there was no room') : turn;

  test('are one a vendor, who looks once more when it was asked, and only so many vendors have theirs', () => {
    const turns = openTurns(2, 5_000);
    const [one, two] = [begun(turns.begin('one', now)), begun(turns.begin('two', now))];
    expect(turns.begin('three', now)).toBeInstanceOf(Date);
    expect(one.wasAsked()).toBe(false);
    expect(turns.begin('one', now)).toBe('under_way');
    expect([one.wasAsked(), one.wasAsked()]).toEqual([true, false]);
    two.end();
    begun(turns.begin('three', now));
  });

  test('are asked for again by whoever finds no room: once, however many jobs it has, and less often the more wait', () => {
    const turns = openTurns(1, 5_000, () => 0.5);
    begun(turns.begin('one', now));
    expect(turns.begin('two', now)).toEqual(after(1_500));
    expect(turns.begin('two', after(700))).toEqual(after(1_500));
    expect(turns.begin('two', after(1_500))).toEqual(after(3_000));
    for (let vendor = 0; vendor < 39; vendor += 1) turns.begin(`other ${vendor}`, now);
    expect(turns.begin('two', after(3_000))).toEqual(after(18_000));
    for (let vendor = 0; vendor < 500; vendor += 1) turns.begin(`many ${vendor}`, now);
    expect(turns.begin('two', after(18_000))).toEqual(after(78_000));
  });

  test('follow each other at once while nobody waits; then whoever waits comes first, whatever jobs the other has', () => {
    const turns = openTurns(1, 5_000);
    const alone = begun(turns.begin('one', now));
    expect(alone.next(now)).toEqual(now);
    alone.end();
    const first = begun(turns.begin('one', now));
    const told = turns.begin('two', now);
    const next = first.next(now);
    first.end();
    expect(next).toEqual(after(7_000));
    expect(turns.begin('one', now)).toEqual(next);
    expect(told instanceof Date && told < next).toBe(true);
    const second = begun(turns.begin('two', after(2_000)));
    second.end();
    begun(turns.begin('one', after(2_100)));
  });

  test('are left to nobody who has not come for long', () => {
    const turns = openTurns(1, 5_000);
    const one = begun(turns.begin('one', now));
    turns.begin('two', now);
    expect(one.next(after(13_000))).toEqual(after(13_000));
  });

  test('come to all of many who have much to do, about as often to each', () => {
    const vendors = 12;
    let seed = 7;
    const turns = openTurns(2, 5_000, () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed / 2 ** 32;
    });
    // Each is asked for by several jobs at first, as a large file leaves them; those for one moment are one.
    const jobs = new Map<string, { vendor: string; at: number }>();
    const plan = (vendor: string, at: number) => jobs.set(`${vendor} ${at}`, { vendor, at });
    for (let vendor = 0; vendor < vendors; vendor += 1) for (let at = 0; at <= vendor; at += 1) plan(`${vendor}`, at);
    const had = new Map<string, number>();
    const going: { turn: Turn; vendor: string; until: number }[] = [];
    for (let ms = 0; ms < 1_800_000; ms += 100) {
      for (const one of going.filter(({ until }) => until <= ms)) {
        plan(one.vendor, one.turn.next(after(ms)).getTime() - now.getTime() + 100);
        one.turn.end();
        going.splice(going.indexOf(one), 1);
      }
      for (const [key, { vendor }] of [...jobs].filter(([, job]) => job.at <= ms)) {
        jobs.delete(key);
        const turn = turns.begin(vendor, after(ms));
        if (turn instanceof Date) plan(vendor, turn.getTime() - now.getTime());
        else if (turn !== 'under_way') {
          had.set(vendor, (had.get(vendor) ?? 0) + 1);
          going.push({ turn, vendor, until: ms + 5_000 });
        }
      }
    }
    const counts = [...had.values()];
    expect(counts.length).toBe(vendors);
    // Two at a time for half an hour are 720 turns of five seconds at most.
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThan(450);
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.5);
  });
});
