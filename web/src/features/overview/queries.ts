import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';

// An event says that the figures are about to change: they are counted a moment after it.
const refresh_every_ms = 5_000;
const slow_refresh_ms = 30_000;
const listed_max = 8;

export const summaryQuery = queryOptions({
  queryKey: ['reports', 'summary'],
  queryFn: ({ signal }) => client.reports.summary({ signal }),
  refetchInterval: refresh_every_ms,
});

export const salesQuery = (period: { from: string; to: string }) =>
  queryOptions({
    queryKey: ['reports', 'sales', period],
    queryFn: ({ signal }) => client.reports.sales({ query: period, signal }),
    refetchInterval: refresh_every_ms,
    placeholderData: keepPreviousData,
  });

export const bestSellersQuery = (month: string, by: 'units' | undefined) =>
  queryOptions({
    queryKey: ['reports', 'best-sellers', { month, by }],
    queryFn: ({ signal }) =>
      client.reports.bestSellers({ query: { month, limit: listed_max, ...(by && { sort: '-units' }) }, signal }),
    refetchInterval: slow_refresh_ms,
    placeholderData: keepPreviousData,
  });

/** The scarcest of what runs low. */
export const scarceQuery = queryOptions({
  queryKey: ['stock', 'scarce'],
  queryFn: ({ signal }) => client.stock.list({ query: { low: true, limit: listed_max }, signal }),
});

/** What waits to be sent, from the one that has waited longest. */
export const waitingQuery = queryOptions({
  queryKey: ['orders', 'waiting'],
  queryFn: ({ signal }) =>
    client.orders.list({ query: { status: 'pending,processing', sort: 'placed_at', limit: 50 }, signal }),
});

/** What went wrong, and waits for an admin: how many of each. */
export const troubleQuery = queryOptions({
  queryKey: ['jobs', 'trouble'],
  queryFn: async ({ signal }) => {
    const [jobs, mails, endpoints] = await Promise.all([
      client.jobs.list({ query: { limit: 1, count: true }, signal }),
      client.notifications.list({ query: { state: 'failed', limit: 1, count: true }, signal }),
      client.webhookEndpoints.list({ query: { limit: 50 }, signal }),
    ]);
    const failing = endpoints.data.filter((one) =>
      one.is_enabled ? one.failing_since !== null : one.disabled_reason !== 'by_admin',
    );
    return { jobs: jobs.total ?? 0, mails: mails.total ?? 0, webhooks: failing.length };
  },
  refetchInterval: slow_refresh_ms,
});

/** What was brought in last; some of it may have failed. */
export const importsQuery = queryOptions({
  queryKey: ['imports', 'latest'],
  queryFn: ({ signal }) => client.imports.list({ query: { limit: 5 }, signal }),
});
