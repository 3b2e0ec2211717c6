import { type Asker, type Input, type OrderStatus, orderStatuses, type orders } from '@orderhouse/contracts';
import { given } from '../../lib/search-params.ts';
import { addDays, startOfDay } from '../../lib/time.ts';
import type { OrdersSearch } from './search.ts';

export type OrderFilters = NonNullable<Input<typeof orders.list>['query']>;

/** What is shown to somebody who has chosen nothing: a vendor comes to see what there is to do. */
const unchosen: Readonly<Record<Asker, readonly OrderStatus[]>> = {
  vendor: ['pending', 'processing'],
  admin: [],
  customer: [],
  anonymous: [],
};

/** @returns the states that are shown; none for all. */
export function shownStatuses({ status }: OrdersSearch, role: Asker): readonly OrderStatus[] {
  if (status === undefined) return unchosen[role];
  return orderStatuses.filter((known) => status.split(',').includes(known));
}

/** @returns what stands in the address when these states are chosen; nothing where it is what is shown anyway. */
export function statusParam(chosen: readonly OrderStatus[], role: Asker): string | undefined {
  const isUnchosen = chosen.length === unchosen[role].length && chosen.every((one) => unchosen[role].includes(one));
  if (isUnchosen) return undefined;
  // All of them and none of them are the same list.
  if (chosen.length === 0 || chosen.length === orderStatuses.length) return 'all';
  return orderStatuses.filter((known) => chosen.includes(known)).join(',');
}

/** @returns the list that an address asks for, as the API takes it; days begin and end by the store's clock. */
export function filtersOf(search: OrdersSearch, role: Asker, timeZone: string): OrderFilters {
  const { payment, from, to, customer, number, vendor } = search;
  const statuses = shownStatuses(search, role);
  return given({
    status: statuses.length > 0 ? statuses.join(',') : undefined,
    payment_status: payment,
    placed_from: from === undefined ? undefined : startOfDay(from, timeZone),
    placed_to: to === undefined ? undefined : startOfDay(addDays(to, 1), timeZone),
    q: customer,
    number: number === undefined || number === 0 ? undefined : number,
    vendor_id: role === 'admin' ? vendor : undefined,
  }) as OrderFilters;
}

/** Whether anything was chosen, so that an empty list may be the fault of that. */
export function isNarrowed(search: OrdersSearch): boolean {
  return Object.entries(search).some(([name, value]) => !(name === 'status' && value === 'all'));
}
