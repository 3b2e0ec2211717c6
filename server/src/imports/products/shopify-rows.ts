import { limits, productStatuses } from '@orderhouse/contracts';
import { textFault } from '../reading/check-text.ts';
import type { Places } from '../reading/header.ts';
import type { Reading, Row } from '../reading/row.ts';
import { RowReader } from '../reading/row-reader.ts';
import {
  draftLimits,
  image_urls_max,
  type PictureDraft,
  type ProductDraft,
  skuFault,
  urlFault,
  type VariantDraft,
} from './draft.ts';
import { textOfHtml } from './html-text.ts';
import { type ProductForm, refuseWidth } from './product-rows.ts';
import type { ShopifyColumn } from './shopify-columns.ts';

/** What of Shopify's has no counterpart here is decided by whoever imports. */
export interface ShopifyOptions {
  /** A variant without a SKU is refused, or gets one made of the product's handle and the variant's options. */
  missing_sku: 'refuse' | 'derive';
  /** Which column names the category. */
  category_from: 'none' | 'type' | 'vendor' | 'product_category';
}

type Reader = RowReader<ShopifyColumn>;

const options = [
  ['option1_name', 'option1_value'],
  ['option2_name', 'option2_value'],
  ['option3_name', 'option3_value'],
] as const;
const no_options = 'Default Title';
const sku_length_max = 64;

/** Whether a row belongs to the product of the row above: they share a handle. */
export function continuesHandle(places: Places<ShopifyColumn>, above: Row, row: Row): boolean {
  return new RowReader(places, above).word('handle') === new RowReader(places, row).word('handle');
}

/** A word as a part of an address: `Home & Garden` is `home-garden`. Pure. */
export function slugOf(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** A row of a picture alone has no variant: no SKU, no price, no option. */
const isVariant = (reader: Reader) =>
  ['sku', 'price', 'option1_value'].some((name) => reader.word(name as ShopifyColumn) !== '');

function readOptions(first: Reader, reader: Reader): Record<string, string> | undefined {
  const read: Record<string, string> = {};
  for (const [nameColumn, valueColumn] of options) {
    const value = reader.word(valueColumn);
    if (value === '' || value === no_options) continue;
    // Only the first row of a product names its options.
    const name = first.word(nameColumn) || reader.word(nameColumn);
    const fault = textFault(name, draftLimits.option_name) ?? textFault(value, draftLimits.option);
    if (fault !== null) return reader.refuse(valueColumn, `${name ? `option ${name}` : 'the option’s name'} ${fault}`);
    if (name in read || name === '__proto__') return reader.refuse(nameColumn, `the option ${name} is there twice`);
    read[name] = value;
  }
  return read;
}

function skuFor(first: Reader, reader: Reader, values: readonly string[], { missing_sku }: ShopifyOptions): string {
  const sku = reader.word('sku');
  if (sku !== '') {
    const fault = skuFault(sku);
    if (fault !== null) reader.refuse('sku', fault);
    return sku;
  }
  if (missing_sku === 'refuse') {
    reader.refuse('sku', 'is missing; missing_sku=derive makes one of the handle and the options');
    return '';
  }
  const derived = [first.word('handle'), ...values].map(slugOf).filter(Boolean).join('-');
  if (derived === '' || derived.length > sku_length_max) {
    reader.refuse('sku', `is missing, and none of at most ${sku_length_max} characters can be made of the handle`);
    return '';
  }
  reader.warn('sku', `is missing; ${derived} was made of the handle and the options`);
  return derived;
}

function readStock(reader: Reader): number | undefined {
  const text = reader.word('stock');
  if (!/^-\d{1,9}$/.test(text)) return reader.count('stock');
  reader.warn('stock', `is ${text}: oversold there; taken as 0`);
  return 0;
}

function readVariant(first: Reader, reader: Reader, form: ProductForm, wanted: ShopifyOptions): VariantDraft {
  const read = readOptions(first, reader);
  const values = Object.values(read ?? {});
  const sku = skuFor(first, reader, values, wanted);
  const before = reader.faults.length;
  const unit_price = reader.price('price', form);
  if (unit_price === undefined && reader.faults.length === before) reader.refuse('price', 'is missing');
  if (/^(continue|true)$/i.test(reader.word('policy'))) {
    reader.warn('policy', 'goes on selling what is sold out there; here what is sold out cannot be ordered');
  }
  const title = values.join(' / ');
  return { line_number: reader.line_number, sku, title, options: read, unit_price, stock: readStock(reader) };
}

/** Active there and unpublished is a draft here: nobody sees it in the shop. */
function readStatus(first: Reader): ProductDraft['status'] {
  if (first.word('status').toLowerCase() === 'unlisted') {
    first.warn('status', 'is unlisted there, seen by whoever has its address; a draft here');
    return 'draft';
  }
  const status = first.oneOf('status', productStatuses);
  const isHidden = first.word('published').toLowerCase() === 'false';
  if (isHidden) return status === 'archived' ? status : 'draft';
  return status ?? (first.has('published') || first.has('status') ? 'active' : undefined);
}

function readCategory(first: Reader, { category_from }: ShopifyOptions): string[] | undefined {
  if (category_from === 'none') return undefined;
  const text = first.word(category_from);
  const slugs = category_from === 'product_category' ? text.split('>').map(slugOf) : [slugOf(text)];
  if (text === '') return [];
  return slugs.every(Boolean) ? [slugs.join('/')] : first.refuse(category_from, `no slug can be made of “${text}”`);
}

/** A text that is too long for a picture here is cut, and told: the product comes in all the same. */
function readAltText(reader: Reader): string {
  const text = reader
    .raw('image_alt')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .toWellFormed();
  const characters = [...text];
  const { length_max } = draftLimits.alt_text;
  if (characters.length <= length_max) return text;
  reader.warn('image_alt', `has ${characters.length} characters; the first ${length_max} are taken`);
  return characters.slice(0, length_max).join('');
}

function readPictures(readers: readonly Reader[]): PictureDraft[] {
  const found: { picture: PictureDraft; position: number }[] = [];
  for (const reader of readers) {
    for (const name of ['image', 'variant_image'] as const) {
      const url = reader.word(name);
      if (url === '') continue;
      const fault = urlFault(url);
      if (fault !== null) reader.refuse(name, fault);
      const position = name === 'image' ? Number(reader.word('image_position') || found.length + 1) : Number.MAX_VALUE;
      const alt_text = name === 'image' ? readAltText(reader) : '';
      const picture = { line_number: reader.line_number, column: reader.title(name), url, alt_text };
      found.push({ picture, position: Number.isFinite(position) ? position : Number.MAX_VALUE });
    }
  }
  const sorted = found.sort((one, other) => one.position - other.position);
  const once = new Map<string, PictureDraft>();
  for (const { picture } of sorted) if (!once.has(picture.url)) once.set(picture.url, picture);
  return [...once.values()].slice(0, image_urls_max);
}

/** Reads the rows of one product of a Shopify export: its variants, and rows that hold a further picture only. Pure. */
export function readShopifyRows(
  places: Places<ShopifyColumn>,
  width: number,
  rows: readonly Row[],
  form: ProductForm,
  wanted: ShopifyOptions,
): Reading<ProductDraft> {
  const readers = rows.map((row) => new RowReader(places, row));
  const [first] = readers;
  if (!first) throw new Error('a product has a row');
  for (const [index, reader] of readers.entries()) refuseWidth(reader, rows[index]?.cells.length ?? 0, width);
  if (first.word('handle') === '') first.refuse('handle', 'is missing');
  const variantRows = readers.filter(isVariant);
  if (variantRows.length === 0) first.refuse('price', 'is missing: no row of this product has a variant');
  if (variantRows.length > limits.variants_max) {
    first.refuse(null, `the product has ${variantRows.length} variants, at most ${limits.variants_max} are allowed`);
  }
  const value: ProductDraft = {
    line_number: first.line_number,
    name: first.text('title', draftLimits.name),
    description: first.has('body') ? textOfHtml(first.raw('body')) : undefined,
    status: readStatus(first),
    category_paths: readCategory(first, wanted),
    pictures: readPictures(readers),
    variants: variantRows.map((reader) => readVariant(first, reader, form, wanted)),
  };
  const fault = textFault(value.description ?? '', draftLimits.description);
  if (fault !== null) first.refuse('body', fault);
  const faults = readers.flatMap((reader) => reader.faults);
  const warnings = readers.flatMap((reader) => reader.warnings);
  return { rows, value: faults.length === 0 ? value : null, faults, warnings };
}
