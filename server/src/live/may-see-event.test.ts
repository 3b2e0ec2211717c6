import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { openTestHouse } from '../../../tests/support/index.ts';
import { appendEvents, beginningOfLog, readEndOfLog, readLogAfter } from '../events/index.ts';
import type { Authority } from '../platform/database/authority.ts';
import { maySeeEvent } from './may-see-event.ts';

const house = await openTestHouse();
const { database } = house.runtime;
const { people } = house;
const ids = Object.values(people).map(({ id }) => id);

/** Everybody, in their own store and in the other, also those whose role would not be there. */
const askers: Authority[] = [house.storeId, house.otherStoreId].flatMap((storeId) => [
  ...(['customer', 'vendor', 'admin', 'anonymous', 'house'] as const).flatMap((role) =>
    [...ids, null].map((actorId) => ({ storeId, actorId, role })),
  ),
]);

const anEvent = fc.record({
  storeId: fc.constantFrom(house.storeId, house.otherStoreId),
  customer_id: fc.option(fc.constantFrom(...ids)),
  vendor_ids: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
});

test('what one may see of the tail is what the policies show of the log', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anEvent, { minLength: 1, maxLength: 12 }), async (events) => {
      await awaitHorizon(house.databaseUrl);
      const from = await database.transactAsSystem(readEndOfLog);
      for (const { storeId, ...concerned } of events) {
        const authority = { storeId, actorId: null, role: 'house' } as const;
        const event = { type: 'store.updated', subject_type: 'store', subject_id: storeId, ...concerned } as const;
        await database.transact(authority, (connection) => appendEvents(connection, authority, new Date(), [event]));
      }
      await awaitHorizon(house.databaseUrl);
      const all = await database.transactAsSystem((connection) => readLogAfter(connection, from, 1_000));
      expect(all).toHaveLength(events.length);
      for (const asker of askers) {
        const shown =
          asker.role === 'anonymous'
            ? []
            : await database.read(asker, (connection) => readLogAfter(connection, from, 1_000));
        const seen = all.filter((event) => maySeeEvent(asker, event));
        expect(
          seen.map(({ event_id }) => event_id),
          JSON.stringify(asker),
        ).toEqual(shown.map(({ event_id }) => event_id));
      }
    }),
    { numRuns: 12 },
  );
});

test('a visitor has no right to the log at all', async () => {
  const visitor: Authority = { storeId: house.storeId, actorId: null, role: 'anonymous' };
  const reading = database.read(visitor, (connection) => readLogAfter(connection, beginningOfLog, 1));
  await expect(reading).rejects.toThrow('permission denied');
});
