import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type BodyOf, images_max, type pictures } from '@orderhouse/contracts';
import { appendEvents } from '../../events/index.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Connection } from '../../platform/database/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { DiscardParts } from '../../platform/files/discard-files.ts';
import { claimFile, keepFile } from '../../platform/files/keep-file.ts';
import type { Claim } from '../../platform/idempotency/claim.ts';
import { type Once, once } from '../../platform/idempotency/once.ts';
import { newId } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { lockForChange } from '../load-product.ts';
import { productEvent } from '../product-event.ts';
import { refreshProduct } from '../statements.ts';
import { type Encoded, encodePicture } from './encode-picture.ts';
import { placed } from './order-images.ts';
import { insertImage, readImage, readImages, writePositions } from './statements.ts';
import { endings, originalKey, type StoredImage } from './stored-image.ts';

/** Something whose content is asked for when it is its turn. */
export interface PictureSource {
  stream(): Readable;
}

/** The ids of a product's pictures; the product is the caller's to change, and has room. @throws DomainError */
async function roomFor(connection: Connection, productId: string): Promise<string[]> {
  const images = await readImages(connection, [productId]);
  if (images.length < images_max) return images.map(({ id }) => id);
  throw new DomainError('too_many_pictures', { detail: `A product has at most ${images_max} pictures.` });
}

/** @throws DomainError `not_found` where there is no such product that the caller may change. */
export async function expectProductToChange(runtime: Runtime, caller: Caller, productId: string): Promise<void> {
  await runtime.database.transact(caller, async (connection) => {
    await lockForChange(connection, productId, null);
  });
}

/**
 * Adds a picture to a product. It is written before its row commits (`keepFile`).
 *
 * @throws DomainError `not_found`, `invalid_picture`, `too_many_pictures`, `idempotency_key_reused`
 */
export async function addPicture(
  parts: DiscardParts,
  caller: Caller,
  productId: string,
  { file, alt_text = '', position }: BodyOf<typeof pictures.addImage> & { file: PictureSource },
  claim: Claim | null = null,
): Promise<Once<StoredImage>> {
  // What cannot be kept anyway is not worth a second of the processor.
  await expectProductToChange(parts.runtime, caller, productId);
  const encoded = await encodePicture(() => buffer(file.stream()));
  return keepPicture(parts, caller, { product_id: productId, alt_text }, encoded, (write) =>
    once(parts.runtime.database, caller, claim, (connection) => write(connection, () => position)),
  );
}

/** Tells where a picture goes among those that there are, by their ids; at the end unless it says. */
export type PlaceOf = (images: readonly string[]) => number | undefined;

/**
 * Keeps a picture that was encoded.
 *
 * @param run opens the transaction, and has the picture written in it.
 * @throws DomainError `not_found`, `too_many_pictures`, and what `run` throws
 */
export async function keepPicture<Kept>(
  parts: DiscardParts,
  caller: Caller,
  of: { product_id: string; alt_text: string },
  { content, ending, width, height }: Encoded,
  run: (write: (connection: Connection, placeOf: PlaceOf) => Promise<StoredImage>, id: string) => Promise<Once<Kept>>,
): Promise<Once<Kept>> {
  const { runtime, files } = parts;
  const id = newId(runtime.clock.now());
  const key = originalKey(id, ending);
  return keepFile(
    parts,
    caller,
    key,
    () => files.write(key, content, { content_type: endings[ending] }),
    (bytes) => {
      const image = { id, ...of, ending, width, height, bytes };
      return run((connection, placeOf) => insertAt(connection, { runtime, caller }, image, placeOf), id);
    },
  );
}

async function insertAt(
  connection: Connection,
  { runtime, caller }: { runtime: Runtime; caller: Caller },
  image: Omit<Parameters<typeof insertImage>[2], 'created_at'>,
  placeOf: PlaceOf,
): Promise<StoredImage> {
  const product = await lockForChange(connection, image.product_id, null);
  const others = await roomFor(connection, product.id);
  const now = runtime.clock.now();
  const at = now.toISOString();
  await insertImage(connection, caller.storeId, { ...image, created_at: at });
  await claimFile(connection, caller, originalKey(image.id, image.ending));
  await writePositions(connection, product.id, placed(others, image.id, placeOf(others)));
  await refreshProduct(connection, product.id, at);
  await appendEvents(connection, caller, now, [productEvent('product.image_added', product, { image_id: image.id })]);
  const added = await readImage(connection, product.id, image.id);
  if (!added) throw new Error(`the picture ${image.id} was not written`);
  const { ending: _, ...stored } = added;
  return stored;
}
