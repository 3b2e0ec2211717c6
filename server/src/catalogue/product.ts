import type { ProductInput, ProductStatus, VariantInput } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError, type Fault } from '../platform/domain-error.ts';
import type { StoredProduct } from './pictures/stored-image.ts';

/** A product as its row holds it. */
export interface ProductRow {
  id: string;
  vendor_id: string;
  name: string;
  description: string;
  status: ProductStatus;
  currency: string;
  unit_price_from: number;
  version: number;
  created_at: string;
  updated_at: string;
}

export interface NewVariant extends Required<VariantInput> {
  id: string;
  position: number;
}

/** What belongs to a product and stands in tables of its own. */
type Belongings = Pick<StoredProduct, 'variants' | 'images' | 'category_ids'>;

export function presentProduct({ unit_price_from: _, ...row }: ProductRow, belongings: Belongings): StoredProduct {
  return { ...row, ...belongings };
}

/** The variants of a new product: those it lists, or the one whose fields stand on itself. @throws DomainError `validation_failed` */
export function variantsOf(input: ProductInput): VariantInput[] {
  const { variants, sku, unit_price, title, options, stock, low_stock_threshold } = input;
  if (variants) {
    const fields = { sku, unit_price, title, options, stock, low_stock_threshold };
    const own = Object.entries(fields).filter(([, value]) => value !== undefined);
    refuse(
      own.map(([field]) => ({
        pointer: `/${field}`,
        code: 'one_of',
        detail: 'stands on the variants when they are listed',
      })),
    );
    refuseRepeatedSkus(variants);
    return variants;
  }
  if (sku === undefined || unit_price === undefined) {
    const missing = Object.entries({ sku, unit_price }).filter(([, value]) => value === undefined);
    const detail = 'is missing: a product has a sku and a unit_price, or lists its variants';
    throw new DomainError('validation_failed', {
      errors: missing.map(([field]) => ({ pointer: `/${field}`, code: 'required', detail })),
    });
  }
  return [
    {
      sku,
      unit_price,
      ...(title !== undefined && { title }),
      ...(options && { options }),
      ...(stock !== undefined && { stock }),
      ...(low_stock_threshold !== undefined && { low_stock_threshold }),
    },
  ];
}

function refuse(errors: Fault[]): void {
  if (errors.length > 0) throw new DomainError('validation_failed', { errors });
}

function refuseRepeatedSkus(variants: readonly VariantInput[]): void {
  const seen = new Set<string>();
  for (const [index, { sku }] of variants.entries()) {
    const key = sku.toLowerCase();
    if (seen.has(key)) throw skuTaken(sku, `/variants/${index}/sku`);
    seen.add(key);
  }
}

export function skuTaken(sku: string, pointer: string): DomainError {
  return new DomainError('sku_taken', {
    errors: [{ pointer, code: 'sku_taken', detail: `${sku} is the SKU of another variant`, sku }],
  });
}

export function newVariant(id: string, position: number, input: VariantInput): NewVariant {
  return {
    id,
    position,
    sku: input.sku,
    title: input.title ?? '',
    options: input.options ?? {},
    unit_price: input.unit_price,
    stock: input.stock ?? 0,
    low_stock_threshold: input.low_stock_threshold ?? null,
  };
}

/** Whose a product is: a vendor's own, or whom an admin names. @throws DomainError `forbidden` */
export function ownerOf(caller: Caller, wanted: string | undefined, current: string | null): string {
  const own = current ?? caller.actorId;
  if (own === null) throw new DomainError('unauthenticated');
  if (wanted === undefined || wanted === own) return own;
  if (caller.role === 'admin') return wanted;
  throw new DomainError('forbidden', {
    detail: 'Only an admin says whose product it is.',
    errors: [{ pointer: '/vendor_id', code: 'forbidden', detail: 'is for admins' }],
  });
}
