import type { AnswerOf, ImageSize, pictures, QueryOf } from '@orderhouse/contracts';
import type { Caller } from '../../platform/caller.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Files } from '../../platform/files/files.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { loadProduct } from '../load-product.ts';
import { readImage } from './statements.ts';
import { originalKey, sizeKey } from './stored-image.ts';

interface Linking {
  runtime: Runtime;
  files: Files;
  /** For how long an address is good. */
  file_url_seconds: number;
}

/**
 * An address of a picture that needs no sign-in, for whoever may see its product. Where its sizes are not made yet, that
 * of the picture as it is kept.
 *
 * @throws DomainError `not_found`
 */
export async function imageUrl(
  { runtime, files, file_url_seconds }: Linking,
  caller: Caller,
  productId: string,
  { image_id, size = 'page' }: QueryOf<typeof pictures.imageUrl>,
): Promise<AnswerOf<typeof pictures.imageUrl>> {
  const image = await runtime.database.read(caller, async (connection) => {
    await loadProduct(connection, productId);
    return readImage(connection, productId, image_id ?? null);
  });
  if (!image) throw new DomainError('not_found');
  const key =
    size === 'original' || !image.is_ready ? originalKey(image.id, image.ending) : sizeKey(image.id, size as ImageSize);
  // Links are good to the second.
  const seconds = Math.floor(runtime.clock.now().getTime() / 1_000) + file_url_seconds;
  const expires_at = new Date(seconds * 1_000);
  return { url: await files.signedUrl(key, { expires_at }), expires_at: expires_at.toISOString() };
}
