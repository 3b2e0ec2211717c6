import type { Store } from '@orderhouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { client } from './client.ts';

export const storeQuery = queryOptions({
  queryKey: ['store'],
  queryFn: ({ signal }) => client.store.get({ signal }),
  staleTime: 5 * 60_000,
});

/** The store, for all that is inside the root of the app, which has loaded it. */
export const StoreContext = createContext<Store | null>(null);

/**
 * The store that this is: its name, currency, time zone and rules. Every amount, number and time of a table asks for it:
 * a context costs them next to nothing, a query a subscription each.
 */
export function useStore(): Store {
  const store = use(StoreContext);
  if (store === null) throw new Error('the store is known inside the root of the app alone');
  return store;
}
