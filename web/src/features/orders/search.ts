import { orderStatuses, paymentStatuses } from '@orderhouse/contracts';
import { countOf, dayOf, given, idOf, oneOf, someOf, textOf } from '../../lib/search-params.ts';

/** What of the room stands in its address; the days are those of the store's calendar, both included. */
export function ordersSearch(search: Record<string, unknown>) {
  return given({
    status: oneOf(search.status, ['all']) ?? someOf(search.status, orderStatuses),
    payment: oneOf(search.payment, paymentStatuses),
    from: dayOf(search.from),
    to: dayOf(search.to),
    customer: textOf(search.customer),
    number: countOf(search.number),
    vendor: idOf(search.vendor),
  });
}

export type OrdersSearch = ReturnType<typeof ordersSearch>;
