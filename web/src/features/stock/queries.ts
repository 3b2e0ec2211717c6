import { infiniteQueryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { byCursor } from '../../ui/paged-list.tsx';
import type { StockSearch } from './search.ts';

/** Which of the stock is listed. */
export type StockFilter = Pick<StockSearch, 'low' | 'vendor_id' | 'sku'>;

export const stockLevels = (filters: StockFilter) =>
  infiniteQueryOptions({
    queryKey: ['stock', 'list', filters],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.stock.list({ query: { ...filters, ...(cursor && { cursor }) }, signal }),
    ...byCursor,
  });

/** How the stock of a variant came about, newest first. */
export const adjustmentsOf = (variantId: string) =>
  infiniteQueryOptions({
    queryKey: ['stock', 'adjustments', variantId],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.variants.listAdjustments({ params: { id: variantId }, query: { ...(cursor && { cursor }) }, signal }),
    ...byCursor,
  });
