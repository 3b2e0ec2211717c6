import type { ImageSize, Product, ProductImage } from '@orderhouse/contracts';
import type { Clock } from '../../platform/clock.ts';
import type { FileLinks } from '../../platform/files/file-links.ts';
import { type StoredImage, type StoredProduct, sizeKey, sizeNames } from './stored-image.ts';

const quarter_ms = 900_000;
// What shows pictures is kept for an hour at most (docs/caching.md), and looked at after that.
const good_after_ms = 5_400_000;

/**
 * @returns when addresses that are given out now run out: an hour and a half after this quarter of an hour. Within it
 *   the same picture has the same address, so that browsers and caches know it again.
 */
export function expiryOf(now: Date): Date {
  return new Date((Math.floor(now.getTime() / quarter_ms) + 1) * quarter_ms + good_after_ms);
}

/** Puts addresses to the pictures of what is answered. */
export interface ImageSigner {
  image(stored: StoredImage): ProductImage;
  product(stored: StoredProduct): Product;
}

/** As late as can be: what is cached, or kept for a repeated `Idempotency-Key`, holds no address that has run out. */
export function createImageSigner(links: FileLinks, clock: Clock): ImageSigner {
  const signer: ImageSigner = {
    image({ is_ready, ...image }) {
      if (!is_ready) return { ...image, urls: null };
      const expires_at = expiryOf(clock.now());
      const urls = sizeNames.map((size) => [size, links.urlOf(sizeKey(image.id, size), { expires_at })]);
      return { ...image, urls: Object.fromEntries(urls) as Record<ImageSize, string> };
    },
    product: ({ images, ...product }) => ({ ...product, images: images.map(signer.image) }),
  };
  return signer;
}
