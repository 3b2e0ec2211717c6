import { sql } from 'kysely';
import type { Connection } from '../../platform/database/database.ts';
import type { Ending, StoredImage } from './stored-image.ts';

const columns = sql.raw('i.id, i.alt_text, i.position, i.width, i.height, i.sizes_made_at IS NOT NULL AS is_ready');

/** The pictures of some products, each in its order. */
export async function readImages(
  connection: Connection,
  productIds: readonly string[],
): Promise<(StoredImage & { product_id: string })[]> {
  const { rows } = await sql<StoredImage & { product_id: string }>`
    SELECT i.product_id, ${columns} FROM product_images i
     WHERE i.product_id = ANY(${productIds}::uuid[]) ORDER BY i.product_id, i.position, i.id`.execute(connection);
  return rows;
}

/** One picture of a product, or its first; with how it is kept. */
export async function readImage(
  connection: Connection,
  productId: string,
  imageId: string | null,
): Promise<(StoredImage & { ending: Ending }) | undefined> {
  const { rows } = await sql<StoredImage & { ending: Ending }>`
    SELECT ${columns}, i.ending FROM product_images i
     WHERE i.product_id = ${productId} AND (${imageId}::uuid IS NULL OR i.id = ${imageId}::uuid)
     ORDER BY i.position, i.id LIMIT 1`.execute(connection);
  return rows[0];
}

export interface NewImage {
  id: string;
  product_id: string;
  alt_text: string;
  ending: Ending;
  width: number;
  height: number;
  bytes: number;
  created_at: string;
}

/** At the end of its product's; `writePositions` puts it where it belongs. */
export async function insertImage(connection: Connection, storeId: string, image: NewImage): Promise<void> {
  await connection
    .insertInto('product_images')
    .values({ store_id: storeId, ...image, position: 0 })
    .execute();
}

/** Numbers the pictures of a product as they are listed. */
export async function writePositions(
  connection: Connection,
  productId: string,
  imageIds: readonly string[],
): Promise<void> {
  await sql`
    UPDATE product_images i SET position = o.number - 1
      FROM unnest(${imageIds}::uuid[]) WITH ORDINALITY AS o (id, number)
     WHERE i.product_id = ${productId} AND i.id = o.id AND i.position <> o.number - 1`.execute(connection);
}

export async function writeAltText(connection: Connection, id: string, altText: string): Promise<void> {
  await sql`UPDATE product_images SET alt_text = ${altText} WHERE id = ${id}`.execute(connection);
}

/** @returns whether it was there, and waited for its sizes. */
export async function markReady(connection: Connection, id: string, at: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE product_images SET sizes_made_at = ${at} WHERE id = ${id} AND sizes_made_at IS NULL`.execute(connection);
  return numAffectedRows === 1n;
}

export async function deleteImage(connection: Connection, id: string): Promise<void> {
  await sql`DELETE FROM product_images WHERE id = ${id}`.execute(connection);
}

/** Of a product that is taken out of the catalogue. @returns what was kept how. */
export async function deleteImagesOf(
  connection: Connection,
  productId: string,
): Promise<{ id: string; ending: Ending }[]> {
  const { rows } = await sql<{ id: string; ending: Ending }>`
    DELETE FROM product_images WHERE product_id = ${productId} RETURNING id, ending`.execute(connection);
  return rows;
}

export interface ImageSample {
  store_id: string;
  product_id: string;
  id: string;
  ending: Ending;
  is_ready: boolean;
}

/** The newest pictures, across stores. */
export async function sampleImages(connection: Connection, limit: number): Promise<ImageSample[]> {
  const { rows } = await sql<ImageSample>`
    SELECT store_id, product_id, id, ending, sizes_made_at IS NOT NULL AS is_ready
      FROM product_images ORDER BY id DESC LIMIT ${limit}`.execute(connection);
  return rows;
}
