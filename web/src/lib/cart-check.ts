import { OrderhouseError, type Product } from '@orderhouse/contracts';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type CartLine, repriceLine, useCart } from './cart.ts';
import { client } from './client.ts';

/** What keeps a line from being ordered as it stands. `short`: fewer are left than are wanted. */
export type LineTrouble = { kind: 'gone' } | { kind: 'sold_out' } | { kind: 'short'; available: number };

export interface CheckedLine extends CartLine {
  /** As it is sold today; null when it is not, undefined until it is known. */
  product: Product | null | undefined;
  trouble: LineTrouble | null;
  /** What one cost when it was put in, where that has changed since. */
  was: number | null;
}

/** Products as they are sold today; null for one that is not any more. */
export type Shelf = Readonly<Record<string, Product | null>>;

const refresh_every_ms = 15_000;
// A browser asks one server for no more at once.
const reads_at_once = 6;

async function readProduct(id: string, signal: AbortSignal): Promise<Product | null> {
  try {
    return await client.products.get({ params: { id }, signal });
  } catch (error) {
    if (error instanceof OrderhouseError && error.status === 404) return null;
    throw error;
  }
}

async function readShelf(ids: readonly string[], signal: AbortSignal): Promise<Shelf> {
  const shelf: Record<string, Product | null> = {};
  const waiting = [...ids];
  const read = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) shelf[id] = await readProduct(id, signal);
  };
  await Promise.all(Array.from({ length: reads_at_once }, read));
  return shelf;
}

/** What the things in a cart cost today, and how many of them are left. */
export const shelfOfCartQuery = (cart: readonly CartLine[]) => {
  const ids = [...new Set(cart.map(({ product_id }) => product_id))].sort();
  return queryOptions({
    queryKey: ['products', 'cart', ids],
    queryFn: ({ signal }) => readShelf(ids, signal),
    enabled: ids.length > 0,
    refetchOnMount: 'always',
    refetchInterval: refresh_every_ms,
    placeholderData: keepPreviousData,
  });
};

/** @returns what keeps a line from being ordered, by what is sold today. */
export function troubleOf({ variant_id, quantity }: CartLine, product: Product | null | undefined): LineTrouble | null {
  if (product === undefined) return null;
  const variant = product?.variants.find(({ id }) => id === variant_id);
  if (product?.status !== 'active' || variant === undefined) return { kind: 'gone' };
  if (variant.stock <= 0) return { kind: 'sold_out' };
  return variant.stock < quantity ? { kind: 'short', available: variant.stock } : null;
}

/** @returns lines whose price is another one today, with that. */
export function repricedLines(cart: readonly CartLine[], shelf: Shelf): { line: CartLine; unit_price: number }[] {
  return cart.flatMap((line) => {
    const variant = shelf[line.product_id]?.variants.find(({ id }) => id === line.variant_id);
    return variant && variant.unit_price !== line.unit_price ? [{ line, unit_price: variant.unit_price }] : [];
  });
}

/** The cart beside what is sold today. Prices of today are taken over; what they were is told. */
export function useCheckedCart(): { lines: CheckedLine[]; error: unknown; refetch: () => Promise<unknown> } {
  const cart = useCart();
  const { data: shelf, error, refetch } = useQuery(shelfOfCartQuery(cart));
  const [was, setWas] = useState<Readonly<Record<string, number>>>({});
  useEffect(() => {
    for (const { line, unit_price } of repricedLines(cart, shelf ?? {})) {
      setWas((known) => ({ ...known, [line.variant_id]: known[line.variant_id] ?? line.unit_price }));
      repriceLine(line.variant_id, unit_price);
    }
  }, [cart, shelf]);
  const lines = cart.map((line): CheckedLine => {
    const product = shelf?.[line.product_id];
    const before = was[line.variant_id];
    const changed = before !== undefined && before !== line.unit_price ? before : null;
    return { ...line, product, trouble: troubleOf(line, product), was: changed };
  });
  return { lines, error, refetch };
}
