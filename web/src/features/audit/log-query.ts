import type { LogEvent, Store } from '@orderhouse/contracts';
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { addDays, startOfDay } from '../../lib/time.ts';
import { byCursor } from '../../ui/paged-list.tsx';
import type { AuditSearch } from './search.ts';

const page_rows = 40;
/** A page goes through so much of the log and no more; where nothing of it fits, the next one is read at once. */
const empty_pages_max = 10;

/** The filters as the API has them: a day lasts from its first moment in the store's time zone to that of the next. */
export function filtersOf({ from, to, ...filters }: AuditSearch, { time_zone }: Pick<Store, 'time_zone'>) {
  return {
    ...filters,
    ...(from && { occurred_from: startOfDay(from, time_zone) }),
    ...(to && { occurred_to: startOfDay(addDays(to, 1), time_zone) }),
  };
}

interface LogPage {
  data: LogEvent[];
  next_cursor: string | null;
}

export const logQuery = (search: AuditSearch, store: Pick<Store, 'time_zone'>) =>
  infiniteQueryOptions({
    // Not of the group that events make stale: many pages would be read anew with each (`useNews`).
    queryKey: ['log', search],
    queryFn: async ({ pageParam, signal }): Promise<LogPage> => {
      const filters = filtersOf(search, store);
      let cursor = pageParam;
      let page: LogPage = { data: [], next_cursor: null };
      for (let pages = 0; pages < empty_pages_max; pages += 1) {
        page = await client.events.list({
          query: { ...filters, sort: '-position', limit: page_rows, ...(cursor && { cursor }) },
          signal,
        });
        if (page.data.length > 0 || page.next_cursor === null) break;
        cursor = page.next_cursor;
      }
      return page;
    },
    ...byCursor,
    placeholderData: keepPreviousData,
  });
