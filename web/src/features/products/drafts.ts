import type { Product, ProductInput, ProductStatus, Variant, VariantInput } from '@orderhouse/contracts';
import { optionNamesOf } from './describe-variants.ts';

/** What is typed of a product itself. */
export interface ProductDetails extends Record<string, unknown> {
  name: string;
  description: string;
  status: ProductStatus;
  category_ids: string[];
  /** Whose it is; empty for whoever adds it. */
  vendor_id: string;
}

/** What is typed of a variant; amounts are `''` while nothing is in their field. */
export interface VariantDraft extends Record<string, unknown> {
  sku: string;
  title: string;
  optionNames: string[];
  options: Record<string, string>;
  unit_price: number | '';
  stock: number | '';
  low_stock_threshold: number | '';
}

/** What is typed of a new product: one variant whose fields are its own, or several. */
export interface ProductDraft extends ProductDetails, VariantDraft {
  isSeveral: boolean;
  variants: ListedVariant[];
}
export interface ListedVariant extends VariantDraft {
  key: string;
}

export const emptyVariant: VariantDraft = {
  sku: '',
  title: '',
  optionNames: [],
  options: {},
  unit_price: '',
  stock: '',
  low_stock_threshold: '',
};

export const emptyProduct: ProductDraft = {
  name: '',
  description: '',
  status: 'active',
  category_ids: [],
  vendor_id: '',
  ...emptyVariant,
  isSeveral: false,
  variants: [],
};

export function detailsOf({ name, description, status, category_ids, vendor_id }: Product): ProductDetails {
  return { name, description, status, category_ids, vendor_id };
}

export function draftOf({ sku, title, options, unit_price, low_stock_threshold }: Variant): VariantDraft {
  return {
    ...emptyVariant,
    sku,
    title,
    optionNames: optionNamesOf([{ options }]),
    options,
    unit_price,
    low_stock_threshold: low_stock_threshold ?? '',
  };
}

function optionsOf({ optionNames, options }: VariantDraft): Record<string, string> {
  const chosen = optionNames.map((name) => [name, options[name]?.trim() ?? ''] as const);
  return Object.fromEntries(chosen.filter(([, value]) => value !== ''));
}

/** `null` stands for what has to be filled in: the contract refuses it at its field. */
type Unfilled<T> = { [K in keyof T]: T[K] | null };

/** @returns the body that adds a variant. */
export function newVariantOf(draft: VariantDraft): Unfilled<VariantInput> {
  const { sku, title, unit_price, stock, low_stock_threshold } = draft;
  const options = optionsOf(draft);
  return {
    sku: sku.trim() || null,
    unit_price: unit_price === '' ? null : unit_price,
    ...(title.trim() !== '' && { title: title.trim() }),
    ...(Object.keys(options).length > 0 && { options }),
    ...(stock !== '' && { stock }),
    ...(low_stock_threshold !== '' && { low_stock_threshold }),
  };
}

/** @returns the body that changes a variant; its stock is changed by adjustments alone. */
export function changedVariantOf(draft: VariantDraft) {
  const { sku, title, unit_price, low_stock_threshold } = draft;
  return {
    sku: sku.trim() || null,
    title: title.trim(),
    options: optionsOf(draft),
    unit_price: unit_price === '' ? null : unit_price,
    low_stock_threshold: low_stock_threshold === '' ? null : low_stock_threshold,
  };
}

/** @returns the body that adds a product: the fields of its one variant on itself, or a list of several. */
export function newProductOf(draft: ProductDraft): Unfilled<ProductInput> {
  const { name, description, status, category_ids, vendor_id, isSeveral, variants } = draft;
  const own = { name: name.trim(), description, status, category_ids, ...(vendor_id !== '' && { vendor_id }) };
  if (!isSeveral) return { ...own, ...newVariantOf({ ...draft, title: '', optionNames: [] }) };
  const { optionNames } = draft;
  // The contract finds what is missing in them, as it does on the product itself.
  return { ...own, variants: variants.map((one) => newVariantOf({ ...one, optionNames })) as VariantInput[] };
}

/** @returns the form with one variant, or with several: what was typed goes along. */
export function withSeveral(draft: ProductDraft, isSeveral: boolean, newKey: () => string): ProductDraft {
  const { sku, unit_price, stock, low_stock_threshold } = draft;
  const [first] = draft.variants;
  if (!isSeveral) {
    const one = first ?? emptyVariant;
    const { sku, unit_price, stock, low_stock_threshold } = one;
    return { ...draft, isSeveral, sku, unit_price, stock, low_stock_threshold };
  }
  const typed = { ...emptyVariant, sku, unit_price, stock, low_stock_threshold };
  const opening = { ...typed, options: first?.options ?? {}, key: first?.key ?? newKey() };
  const rest = draft.variants.slice(1);
  const others = rest.length > 0 ? rest : [{ ...emptyVariant, unit_price, key: newKey() }];
  return { ...draft, isSeveral, variants: [opening, ...others] };
}
