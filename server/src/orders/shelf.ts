import type { OrderInput } from '@orderhouse/contracts';

/** A variant as a batch may sell it. */
export interface SellableVariant {
  id: string;
  sku: string;
  sku_key: string;
  title: string;
  unit_price: number;
  stock: number;
  /** Null: the store's. */
  low_stock_threshold: number | null;
  product_name: string;
  product_status: string;
  vendor_id: string;
}

/** The prices, names and units at hand while a batch is decided. */
export class Shelf {
  readonly #byId = new Map<string, SellableVariant>();
  readonly #bySku = new Map<string, SellableVariant>();
  readonly #left = new Map<string, number>();
  readonly taken = new Map<string, number>();

  constructor(variants: readonly SellableVariant[]) {
    for (const variant of variants) {
      if (variant.product_status !== 'active') continue;
      this.#byId.set(variant.id, variant);
      this.#bySku.set(variant.sku_key, variant);
      this.#left.set(variant.id, variant.stock);
    }
  }

  find(line: OrderInput['lines'][number]): SellableVariant | undefined {
    if (line.variant_id !== undefined) return this.#byId.get(line.variant_id);
    return line.sku === undefined ? undefined : this.#bySku.get(line.sku.toLowerCase());
  }

  left(variantId: string): number {
    return this.#left.get(variantId) ?? 0;
  }

  /** The variants of which units were taken, and how many are left of each. */
  sold(): { variant: SellableVariant; left: number }[] {
    return [...this.taken.keys()]
      .map((id) => this.#byId.get(id))
      .filter((variant) => variant !== undefined)
      .map((variant) => ({ variant, left: this.left(variant.id) }));
  }

  take(variantId: string, quantity: number): void {
    this.#left.set(variantId, this.left(variantId) - quantity);
    this.taken.set(variantId, (this.taken.get(variantId) ?? 0) + quantity);
  }
}
