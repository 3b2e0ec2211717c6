import { limits, type ProductStatus } from '@orderhouse/contracts';
import { textFault } from '../reading/check-text.ts';

/** A variant as a file has it. What is left out stays as it is, or gets what a new one gets. */
export interface VariantDraft {
  line_number: number;
  sku: string;
  title?: string;
  options?: Readonly<Record<string, string>>;
  /** In minor units. */
  unit_price?: number;
  stock?: number;
  /** What the file believes to be in stock; then `stock` is a count of today. */
  expected_stock?: number;
  /** Null: the store's. */
  low_stock_threshold?: number | null;
}

/** A picture that a file names by its address. */
export interface PictureDraft {
  line_number: number;
  column: string;
  url: string;
  alt_text: string;
}

/** A product as a file has it, of whatever format. */
export interface ProductDraft {
  line_number: number;
  product_id?: string;
  name?: string;
  description?: string;
  status?: ProductStatus;
  vendor_email?: string;
  vendor_id?: string;
  /** As paths of slugs, `lighting/lanterns`. */
  category_paths?: readonly string[];
  category_ids?: readonly string[];
  /** In their order, each address once. */
  pictures: readonly PictureDraft[];
  variants: readonly VariantDraft[];
}

export const draftLimits = {
  name: { length_max: 300 },
  description: { length_max: 20_000, may_be_blank: true, may_have_breaks: true },
  title: { length_max: 200, may_be_blank: true },
  option: { length_max: 100, may_be_blank: true },
  option_name: { length_max: 50 },
  url: { length_max: 2_000 },
  alt_text: { length_max: 500, may_be_blank: true },
} as const;
export const image_urls_max = 250;
export const category_paths_max = limits.product_categories_max;

export const skuPattern = /^[A-Za-z0-9](?:[A-Za-z0-9 ._/+-]{0,62}[A-Za-z0-9])?$/;
export const skuFault = (sku: string): string | null => {
  if (sku === '') return 'is missing';
  if (skuPattern.test(sku)) return null;
  return `“${sku.slice(0, 80)}” is no SKU: 1 to 64 of A-Z a-z 0-9 and, within, blank . _ / + -`;
};

const slugPath = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
const slug_length_max = 60;

/** @returns what is wrong with the path of a category, or null. */
export function pathFault(path: string): string | null {
  const slugs = path.split('/');
  if (slugs.length > limits.category_depth_max)
    return `“${path.slice(0, 80)}” is deeper than ${limits.category_depth_max} levels`;
  const isPath = slugPath.test(path) && slugs.every((slug) => slug.length <= slug_length_max);
  return isPath ? null : `“${path.slice(0, 80)}” is no path of slugs such as lighting/lanterns`;
}

/** @returns what is wrong with the address of a picture, or null. */
export function urlFault(text: string): string | null {
  const url = URL.parse(text);
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol) && text.length <= draftLimits.url.length_max;
  if (!isWeb) return `“${text.slice(0, 80)}” is no address that begins with https://`;
  // A URL drops some characters and writes others in another way; the text is kept as it came.
  return textFault(text, draftLimits.url);
}
