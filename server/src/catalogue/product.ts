import type { Product, ProductInput, ProductStatus, Variant, VariantInput } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError, type Fault } from '../platform/domain-error.ts';

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

export function presentProduct({ unit_price_from: _, ...row }: ProductRow, variants: Variant[]): Product {
  return { ...row, variants };
}

/** The variants of a new product: those it lists, or the one whose fields stand on itself. @throws DomainError `validation_failed` */
export function variantsOf(input: ProductInput): VariantInput[] {
  const { variants, sku, unit_price, title, options, stock } = input;
  if (variants) {
    const own = Object.entries({ sku, unit_price, title, options, stock }).filter(([, value]) => value !== undefined);
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
