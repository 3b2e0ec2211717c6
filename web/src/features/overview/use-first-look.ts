import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useStore } from '../../lib/store.ts';
import { todayIn } from '../../lib/time.ts';
import {
  bestSellersQuery,
  importsQuery,
  salesQuery,
  scarceQuery,
  summaryQuery,
  troubleQuery,
  waitingQuery,
} from './queries.ts';
import { periodsOf } from './spans.ts';

const route = getRouteApi('/overview');

/**
 * Asks for all that the room shows at once. What came piece by piece would push what is being read already.
 *
 * @returns whether some of it has not come yet, for the first time
 */
export function useFirstLook(isVendor: boolean): boolean {
  const { span = '30d', month, by } = route.useSearch();
  const { time_zone } = useStore();
  const today = todayIn(time_zone);
  const { now, before } = periodsOf(span, today);
  const asked = [
    useQuery(summaryQuery),
    useQuery(salesQuery(now)),
    useQuery(salesQuery(before)),
    useQuery(bestSellersQuery(month ?? today.slice(0, 7), by)),
    useQuery(scarceQuery),
    useQuery({ ...waitingQuery, enabled: isVendor }),
    useQuery({ ...importsQuery, enabled: isVendor }),
    useQuery({ ...troubleQuery, enabled: !isVendor }),
  ];
  return asked.some(({ isLoading }) => isLoading);
}
