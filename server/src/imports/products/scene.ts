import type { FoundProduct } from '../../catalogue/index.ts';

/** A product of the store, with all its variants. */
export type KnownProduct = FoundProduct;

/** What the store has that the products of a batch touch. */
export interface Scene {
  /** By their ids. */
  products: ReadonlyMap<string, KnownProduct>;
  productOfSku(sku: string): KnownProduct | undefined;
  vendorByEmail(email: string): string | undefined;
  isVendor(id: string): boolean;
  /** Whether whoever imports may bring in and change products of this vendor. */
  mayChange(product: { vendor_id: string }): boolean;
  /** Whether pictures of it are still to be fetched, that a file has named before. */
  awaitsPictures(product: { id: string }): boolean;
  categoryAt(path: string): string | undefined;
  isCategory(id: string): boolean;
  create_categories: boolean;
  /** Whose products are that name no vendor. */
  default_vendor_id: string;
  variants_max: number;
}
