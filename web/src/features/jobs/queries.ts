import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { byCursor } from '../../ui/paged-list.tsx';

// No event tells of a job that fails: the list is asked for again.
const refresh_every_ms = 10_000;

export const failedJobs = (filters: { task?: string }) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'list', filters],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.jobs.list({ query: { ...filters, ...(cursor && { cursor }) }, signal }),
    ...byCursor,
    refetchInterval: refresh_every_ms,
    placeholderData: keepPreviousData,
  });

export const failedJob = (id: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', id],
    queryFn: ({ signal }) => client.jobs.get({ params: { id }, signal }),
  });
