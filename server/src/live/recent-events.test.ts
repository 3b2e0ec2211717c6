import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePositions, type LoggedEvent, type LogPosition } from '../events/index.ts';
import { createLiveEvent } from './live-event.ts';
import { createRecentEvents } from './recent-events.ts';

const somebody = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b';

function eventAt(position: LogPosition): LoggedEvent {
  const about = { type: 'store.updated', subject_type: 'store', subject_id: somebody, store_id: somebody } as const;
  const by = { actor_id: null, actor_role: 'house', customer_id: null, vendor_ids: [] };
  return { ...position, ...about, ...by, data: {}, occurred_at: '2026-01-31T09:30:00.000Z' };
}

/** Transactions of 64 bits, some too close for a number to tell them apart. */
const aPosition = fc
  .tuple(fc.constantFrom(0n, 9n, 10n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n), fc.nat(40))
  .map(([transaction, event_id]): LogPosition => ({ transaction_id: String(transaction), event_id }));

test('positions are in order by transaction, then by id', () => {
  fc.assert(
    fc.property(aPosition, aPosition, (a, b) => {
      const [first, second] = [a, b].map(({ transaction_id }) => BigInt(transaction_id));
      const isBefore = first !== undefined && second !== undefined && first < second;
      const isSame = first === second;
      expect(comparePositions(a, b) < 0).toBe(isBefore || (isSame && a.event_id < b.event_id));
      expect(Math.sign(comparePositions(a, b)) + Math.sign(comparePositions(b, a))).toBe(0);
    }),
  );
});

test('what came after a position is remembered whole, or it is said that it is not', () => {
  const batches = fc.array(fc.array(aPosition, { maxLength: 5 }), { maxLength: 8 });
  fc.assert(
    fc.property(batches, aPosition, fc.integer({ min: 1, max: 6 }), (given, asked, events_max) => {
      const log = given.flat().sort(comparePositions);
      const from: LogPosition = { transaction_id: '0', event_id: -1 };
      const recent = createRecentEvents(from, events_max);
      let added = 0;
      for (const { length } of given) {
        recent.add(log.slice(added, added + length).map((position) => createLiveEvent(eventAt(position))));
        added += length;
      }
      expect(recent.position).toMatchObject(log.at(-1) ?? from);
      const after = log.filter((position) => comparePositions(position, asked) > 0);
      const remembered = recent.after(asked);
      if (remembered === null) expect(log.length).toBeGreaterThan(events_max);
      else expect(remembered.map(({ logged }) => logged)).toMatchObject(after);
      if (after.length < events_max && log.length <= events_max) expect(remembered).not.toBeNull();
    }),
  );
});
