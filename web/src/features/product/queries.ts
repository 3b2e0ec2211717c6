import { queryOptions } from '@tanstack/react-query';
import { productQuery } from '../../lib/products.ts';

// Visitors hear no events: what is left is asked for again while the page is looked at.
const refresh_every_ms = 15_000;

export const productInShop = (id: string) => queryOptions({ ...productQuery(id), refetchInterval: refresh_every_ms });
