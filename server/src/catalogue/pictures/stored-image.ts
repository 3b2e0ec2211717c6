import { type ImageSize, imageSizes, type Product, type ProductImage } from '@orderhouse/contracts';
import type { ContentType } from '../../platform/files/file-key.ts';

/** How a picture is kept. */
export const endings = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const satisfies Record<
  string,
  ContentType
>;
export type Ending = keyof typeof endings;

/** A picture as verbs answer it: its addresses run out, and are made when it is sent. */
export interface StoredImage extends Omit<ProductImage, 'urls'> {
  /** Its sizes are there. */
  is_ready: boolean;
}

/** A product as verbs answer it, as it is cached and kept for a repeated `Idempotency-Key`. */
export type StoredProduct = Omit<Product, 'images'> & { images: StoredImage[] };

const pictureFolder = 'pictures/';
export const sizeNames = Object.keys(imageSizes) as ImageSize[];
export const size_type = 'image/webp';

/** @returns the key of a picture as it is kept. */
export function originalKey(id: string, ending: Ending): string {
  return `${pictureFolder}${id}.${ending}`;
}

export function sizeKey(id: string, size: ImageSize): string {
  return `${pictureFolder}${id}-${size}.webp`;
}

/** @returns the keys of everything that there may be of a picture, as it is kept first. */
export function keysOf(id: string, ending: Ending): [original: string, ...sizes: string[]] {
  return [originalKey(id, ending), ...sizeNames.map((size) => sizeKey(id, size))];
}
