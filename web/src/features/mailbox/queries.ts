import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { byCursor } from '../../ui/paged-list.tsx';
import type { MailboxSearch } from './search.ts';

// No event tells of a mail that went out: the list is asked for again.
const refresh_every_ms = 5_000;

export const mailsQuery = ({ mail: _, ...filters }: MailboxSearch) =>
  infiniteQueryOptions({
    queryKey: ['mailbox', 'list', filters],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.notifications.list({ query: { ...filters, ...(cursor && { cursor }) }, signal }),
    ...byCursor,
    refetchInterval: refresh_every_ms,
    placeholderData: keepPreviousData,
  });

export const mailQuery = (id: string) =>
  queryOptions({
    queryKey: ['mailbox', 'one', id],
    queryFn: ({ signal }) => client.notifications.get({ params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'sending' ? refresh_every_ms : false),
  });
