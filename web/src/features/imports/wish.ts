import { type BodyOf, formatsOfKind, type ImportFormat, type ImportKind, type imports } from '@orderhouse/contracts';
import type { Delimiter } from './csv-preview.ts';
import type { Encoding, Guess } from './guess-file.ts';

/** How a file is to be read, as the form has it. */
export interface ImportWish extends Record<string, unknown> {
  kind: ImportKind;
  format: ImportFormat;
  encoding: Encoding;
  /** Found out of the first line unless said. */
  delimiter: Delimiter | '';
  decimal: '.' | ',';
  ignoresUnknown: boolean;
  createsCategories: boolean;
  derivesSku: boolean;
  category_from: 'none' | 'type' | 'vendor' | 'product_category';
  vendor_id: string;
}

export function wishOf({ kind, format }: Guess, encoding: Encoding): ImportWish {
  return {
    kind,
    format,
    encoding,
    delimiter: '',
    decimal: '.',
    ignoresUnknown: false,
    createsCategories: false,
    derivesSku: false,
    category_from: 'none',
    vendor_id: '',
  };
}

/** Which choices there are for a file: the others mean nothing for it. */
export function choicesOf({ kind, format }: Pick<ImportWish, 'kind' | 'format'>) {
  const isTable = format === 'csv' || format === 'shopify';
  return {
    encoding: format !== 'online-retail',
    table: isTable,
    unknown: format === 'csv',
    shopify: format === 'shopify',
    categories: kind === 'products',
    vendor: kind === 'products',
    /** It is brought in at once: what it refuses, it tells afterwards. */
    dryRun: format !== 'online-retail',
  };
}

/** @returns the wish with another kind, and a format that it has. */
export function withKind(wish: ImportWish, kind: ImportKind): Partial<ImportWish> {
  const formats = formatsOfKind[kind];
  return { kind, format: formats.includes(wish.format) ? wish.format : (formats[0] ?? 'csv') };
}

/** @returns the fields of the request: what is usual is left out. */
export function bodyOf(wish: ImportWish): BodyOf<typeof imports.create> {
  const { kind, format, encoding, delimiter, decimal, category_from, vendor_id } = wish;
  const has = choicesOf(wish);
  return {
    kind,
    format,
    ...(has.dryRun && { dry_run: true }),
    ...(has.encoding && encoding !== 'utf-8' && { encoding }),
    ...(has.table && delimiter !== '' && { delimiter }),
    ...(has.table && decimal !== '.' && { decimal }),
    ...(has.unknown && wish.ignoresUnknown && { unknown_columns: 'ignore' as const }),
    ...(has.categories && wish.createsCategories && { create_categories: true }),
    ...(has.shopify && wish.derivesSku && { missing_sku: 'derive' as const }),
    ...(has.shopify && category_from !== 'none' && { category_from }),
    ...(has.vendor && vendor_id !== '' && { vendor_id }),
  };
}
