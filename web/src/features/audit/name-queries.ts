import { queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';

// What a thing is called says nothing of its state: no event makes it stale.
const kept = { staleTime: Number.POSITIVE_INFINITY };

export const orderNumberQuery = (id: string) =>
  queryOptions({
    queryKey: ['names', 'order', id],
    queryFn: async ({ signal }) => (await client.orders.get({ params: { id }, signal })).number,
    ...kept,
  });

export const productNameQuery = (id: string) =>
  queryOptions({
    queryKey: ['names', 'product', id],
    queryFn: async ({ signal }) => (await client.products.get({ params: { id }, signal })).name,
    ...kept,
  });

export const variantNameQuery = (id: string) =>
  queryOptions({
    queryKey: ['names', 'variant', id],
    queryFn: async ({ signal }) => {
      const product = await client.variants.getProduct({ params: { id }, signal });
      return { product, sku: product.variants.find((variant) => variant.id === id)?.sku };
    },
    ...kept,
  });
