import { limits, type Product, type Variant } from '@orderhouse/contracts';
import { useSyncExternalStore } from 'react';
import { titleOf } from './variants.ts';

/** What of a variant is put into the cart. Name and price are as they were then: the order has those of its moment. */
export interface CartLine {
  variant_id: string;
  product_id: string;
  sku: string;
  name: string;
  unit_price: number;
  quantity: number;
}

const key = 'orderhouse.cart';
const lines_max = limits.order_lines_max;
const listeners = new Set<() => void>();
const none: readonly CartLine[] = [];

function stored(place = key): readonly CartLine[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? '[]');
    return Array.isArray(found) ? found : none;
  } catch {
    return none;
  }
}

let lines = stored();

function become(next: readonly CartLine[]): void {
  lines = next;
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // Storage is full or refused: the cart lives as long as the page.
  }
  for (const listener of listeners) listener();
}

// The cart is one for all tabs.
addEventListener('storage', (event) => {
  if (event.key !== key && event.key !== null) return;
  lines = stored();
  for (const listener of listeners) listener();
});

/** @returns how a variant is called beside its product. */
export function nameOfVariant(product: Pick<Product, 'name'>, variant: Pick<Variant, 'title' | 'options'>): string {
  const told = titleOf(variant);
  return told ? `${product.name}, ${told}` : product.name;
}

/** Puts units of a variant into the cart, on top of those that are in it. */
export function addToCart(product: Product, variant: Variant, quantity: number): void {
  const found = lines.find((line) => line.variant_id === variant.id);
  if (found) {
    setQuantity(variant.id, found.quantity + quantity);
    return;
  }
  if (lines.length >= lines_max) return;
  const { id: variant_id, sku, unit_price } = variant;
  const name = nameOfVariant(product, variant);
  become([...lines, { variant_id, product_id: product.id, sku, name, unit_price, quantity }]);
}

/** Sets how many are wanted; none takes the line out. */
export function setQuantity(variantId: string, quantity: number): void {
  const wanted = Math.min(Math.max(0, Math.trunc(quantity)), limits.quantity_max);
  const rest = wanted === 0 ? lines.filter((line) => line.variant_id !== variantId) : lines;
  become(rest.map((line) => (line.variant_id === variantId ? { ...line, quantity: wanted } : line)));
}

/** Puts a line back where it was taken out. */
export function putBack(line: CartLine, index: number): void {
  become(lines.filter(({ variant_id }) => variant_id !== line.variant_id).toSpliced(index, 0, line));
}

/** Takes over the price of today. */
export function repriceLine(variantId: string, unit_price: number): void {
  become(lines.map((line) => (line.variant_id === variantId ? { ...line, unit_price } : line)));
}

export function emptyCart(): void {
  become(none);
}

const placeOf = (userId: string) => `${key}.of.${userId}`;

/** Puts the cart away when its owner signs out: the next person at this screen does not find it. */
export function putCartAway(userId: string): void {
  if (lines.length === 0) return;
  try {
    localStorage.setItem(placeOf(userId), JSON.stringify(lines));
  } catch {
    // Storage is full or refused: what was in the cart is lost rather than shown to others.
  }
  become(none);
}

/** Takes up what its owner left in the cart, beside what was put into it before signing in. */
export function takeCartUp(userId: string): void {
  const left = stored(placeOf(userId));
  if (left.length === 0) return;
  const isIn = new Set(lines.map(({ variant_id }) => variant_id));
  become([...lines, ...left.filter(({ variant_id }) => !isIn.has(variant_id))].slice(0, lines_max));
  localStorage.removeItem(placeOf(userId));
}

export function useCart(): readonly CartLine[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lines,
  );
}

/** @returns units and sum of a cart, in minor units. */
export function totalsOf(cart: readonly CartLine[]): { units: number; total: number } {
  const units = cart.reduce((sum, { quantity }) => sum + quantity, 0);
  const total = cart.reduce((sum, { quantity, unit_price }) => sum + quantity * unit_price, 0);
  return { units, total };
}
