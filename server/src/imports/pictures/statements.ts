import { sql } from 'kysely';
import type { Connection } from '../../platform/database/database.ts';
import type { PictureDraft } from '../products/draft.ts';

/** A picture that a file names for a product. */
export interface WantedPicture extends PictureDraft {
  /** Null in a dry run, of a product that would be new. */
  product_id: string | null;
  vendor_id: string;
  /** Among those of its product, from 0. */
  place: number;
}

export interface NewPicture extends WantedPicture {
  id: string;
  product_id: string;
}

/** Due at once. */
export async function insertPictures(
  connection: Connection,
  { storeId, import_id, now }: { storeId: string; import_id: string; now: Date },
  pictures: readonly NewPicture[],
): Promise<void> {
  await sql`
    INSERT INTO import_pictures (store_id, import_id, status, next_attempt_at, id, product_id, vendor_id, place, url, alt_text,
                                 line_number, column_name)
    SELECT ${storeId}::uuid, ${import_id}::uuid, 'waiting', ${now.toISOString()}::timestamptz, p.* FROM unnest(
      ${pictures.map(({ id }) => id)}::uuid[], ${pictures.map(({ product_id }) => product_id)}::uuid[],
      ${pictures.map(({ vendor_id }) => vendor_id)}::uuid[], ${pictures.map(({ place }) => place)}::int[],
      ${pictures.map(({ url }) => url)}::text[], ${pictures.map(({ alt_text }) => alt_text)}::text[],
      ${pictures.map(({ line_number }) => line_number)}::int[], ${pictures.map(({ column }) => column)}::text[]) AS p`.execute(
    connection,
  );
}

/** @returns which of these products have pictures that are still to be fetched; those of a cancelled import wait for nobody. */
export async function readAwaitingProducts(connection: Connection, productIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ product_id: string }>`
    SELECT DISTINCT product_id FROM import_pictures
     WHERE product_id = ANY(${productIds}::uuid[]) AND next_attempt_at IS NOT NULL`.execute(connection);
  return rows.map(({ product_id }) => product_id);
}

/** A picture that is ours to fetch, until `claimed_until`. */
export interface ClaimedPicture {
  id: string;
  import_id: string;
  product_id: string;
  url: string;
  alt_text: string;
  line_number: number;
  column_name: string | null;
  /** This one counted. */
  attempts: number;
  claimed_until: string;
  /** Its import was cancelled, and goes on; a later one has named pictures of the product meanwhile. */
  is_superseded: boolean;
  /** Who brought the file in. */
  actor_id: string | null;
  actor_role: 'admin' | 'vendor' | 'house';
}

/** Takes what is due longest of the products of one vendor. Whoever dies with it leaves it due again, then. */
export async function claimPictures(
  connection: Connection,
  vendorId: string,
  { now, until }: { now: Date; until: Date },
  limit: number,
): Promise<ClaimedPicture[]> {
  const { rows } = await sql<ClaimedPicture>`
    UPDATE import_pictures p SET attempts = attempts + 1, next_attempt_at = ${until.toISOString()}::timestamptz
      FROM (SELECT store_id, id FROM import_pictures
             WHERE vendor_id = ${vendorId} AND status = 'waiting' AND next_attempt_at <= ${now.toISOString()}::timestamptz
             ORDER BY next_attempt_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED) due, imports i
     WHERE p.store_id = due.store_id AND p.id = due.id AND i.store_id = p.store_id AND i.id = p.import_id
    RETURNING p.id, p.import_id, p.product_id, p.url, p.alt_text, p.line_number, p.column_name, p.attempts,
              p.next_attempt_at AS claimed_until, i.actor_id, i.actor_role,
              EXISTS (SELECT FROM import_pictures o
                       WHERE o.store_id = p.store_id AND o.product_id = p.product_id AND o.import_id <> p.import_id AND o.id > p.id
                         AND (o.status = 'fetched' OR o.next_attempt_at IS NOT NULL)) AS is_superseded`.execute(
    connection,
  );
  return rows;
}

/** @returns where it stands among those of its product, unless it has ended already. */
export async function markFetched(connection: Connection, id: string, imageId: string): Promise<number | undefined> {
  const { rows } = await sql<{ place: number }>`
    UPDATE import_pictures SET status = 'fetched', next_attempt_at = NULL, image_id = ${imageId}
     WHERE id = ${id} AND status = 'waiting' RETURNING place`.execute(connection);
  return rows[0]?.place;
}

/** @returns false when the claim has run out and somebody else has it, or when its import was cancelled. */
export async function markFailed(connection: Connection, { id, claimed_until }: ClaimedPicture): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE import_pictures SET status = 'failed', next_attempt_at = NULL
     WHERE id = ${id} AND status = 'waiting' AND next_attempt_at = ${claimed_until}`.execute(connection);
  return numAffectedRows === 1n;
}

/** The same for another attempt. */
export async function postponePicture(
  connection: Connection,
  { id, claimed_until }: ClaimedPicture,
  at: Date,
): Promise<void> {
  await sql`
    UPDATE import_pictures SET next_attempt_at = ${at.toISOString()}::timestamptz
     WHERE id = ${id} AND status = 'waiting' AND next_attempt_at = ${claimed_until}`.execute(connection);
}

/** What has become a picture of a product, of whatever import, in the order of the file. */
export async function readFetched(
  connection: Connection,
  productId: string,
): Promise<{ place: number; image_id: string }[]> {
  const { rows } = await sql<{ place: number; image_id: string }>`
    SELECT place, image_id FROM import_pictures
     WHERE product_id = ${productId} AND status = 'fetched' ORDER BY place, id`.execute(connection);
  return rows;
}

export async function countPictures(
  connection: Connection,
  importId: string,
  by: { fetched: number; failed: number },
): Promise<void> {
  await sql`
    UPDATE imports SET pictures_fetched = pictures_fetched + ${by.fetched}, pictures_failed = pictures_failed + ${by.failed}
     WHERE id = ${importId}`.execute(connection);
}

export async function isNoted(connection: Connection, id: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM import_pictures WHERE id = ${id}`.execute(connection);
  return rows.length > 0;
}

/** @returns when the next of a vendor's is due; null for none. */
export async function readNextDue(connection: Connection, vendorId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: string | null }>`
    SELECT min(next_attempt_at) AS at FROM import_pictures
     WHERE vendor_id = ${vendorId} AND status = 'waiting'`.execute(connection);
  const at = rows[0]?.at ?? null;
  return at === null ? null : new Date(at);
}

/** Of an import that was cancelled: what is being fetched is finished, the rest waits for nobody. */
export async function holdPictures(connection: Connection, importId: string): Promise<void> {
  await sql`
    UPDATE import_pictures SET next_attempt_at = NULL WHERE import_id = ${importId} AND status = 'waiting'`.execute(
    connection,
  );
}

/** Of one that goes on. @returns whose they are. */
export async function releasePictures(connection: Connection, importId: string, now: Date): Promise<string[]> {
  const { rows } = await sql<{ vendor_id: string }>`
    WITH released AS (
      UPDATE import_pictures SET next_attempt_at = ${now.toISOString()}::timestamptz
       WHERE import_id = ${importId} AND status = 'waiting' AND next_attempt_at IS NULL RETURNING vendor_id)
    SELECT DISTINCT vendor_id FROM released`.execute(connection);
  return rows.map(({ vendor_id }) => vendor_id);
}

/** Across the house: whose pictures have been due since before. */
export async function readOverdueVendors(
  connection: Connection,
  before: Date,
  limit: number,
): Promise<{ store_id: string; vendor_id: string }[]> {
  const { rows } = await sql<{ store_id: string; vendor_id: string }>`
    SELECT DISTINCT store_id, vendor_id FROM import_pictures
     WHERE status = 'waiting' AND next_attempt_at < ${before.toISOString()}::timestamptz LIMIT ${limit}`.execute(
    connection,
  );
  return rows;
}
