import type { Caller } from '../../platform/caller.ts';
import type { Connection } from '../../platform/database/database.ts';
import type { DiscardParts } from '../../platform/files/discard-files.ts';
import { once } from '../../platform/idempotency/once.ts';
import { openGate } from '../../platform/queue/gate.ts';
import { keepPicture, type PlaceOf } from './add-picture.ts';
import { encodePicture } from './encode-picture.ts';

// Of the few that wait to be decoded most are those that somebody waits for.
const fetchedInTurn = openGate(2);

/**
 * Adds a picture that was fetched to a product, as an upload does.
 *
 * @param settle asked in the transaction, before anything else: what tells the place among the pictures that there are, or
 *   null where the picture is wanted no more. Then nothing is kept.
 * @throws DomainError `not_found`, `invalid_picture`, `too_many_pictures`, `overloaded`
 */
export async function addFetchedPicture(
  parts: DiscardParts,
  caller: Caller,
  { product_id, alt_text, content }: { product_id: string; alt_text: string; content: Buffer },
  settle: (connection: Connection, imageId: string) => Promise<PlaceOf | null>,
): Promise<void> {
  const encoded = await fetchedInTurn(() => encodePicture(async () => content));
  await keepPicture(parts, caller, { product_id, alt_text }, encoded, async (write, id) => {
    const isKept = await once(parts.runtime.database, caller, null, async (connection) => {
      const placeOf = await settle(connection, id);
      if (placeOf) await write(connection, placeOf);
      return placeOf !== null;
    });
    // What is not kept is removed again, as is what was answered before.
    return { body: isKept.body, replayed: !isKept.body };
  });
}
