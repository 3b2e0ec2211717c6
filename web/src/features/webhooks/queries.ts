import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { byCursor } from '../../ui/paged-list.tsx';
import type { WebhookSearch } from './search.ts';

// No event tells of a delivery: what is on the page is asked for again.
const refresh_every_ms = 3_000;

export const endpointsQuery = infiniteQueryOptions({
  queryKey: ['webhooks', 'list'],
  queryFn: ({ pageParam: cursor, signal }) => client.webhookEndpoints.list({ query: cursor ? { cursor } : {}, signal }),
  ...byCursor,
});

export const endpointQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', 'one', id],
    queryFn: ({ signal }) => client.webhookEndpoints.get({ params: { id }, signal }),
  });

export const deliveriesQuery = (id: string, status: WebhookSearch['status']) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', 'deliveries', id, { status }],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.webhookEndpoints.deliveries({
        params: { id },
        query: { ...(status && { status }), ...(cursor && { cursor }) },
        signal,
      }),
    ...byCursor,
    refetchInterval: refresh_every_ms,
    placeholderData: keepPreviousData,
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', 'delivery', id],
    queryFn: ({ signal }) => client.webhookDeliveries.get({ params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data?.status === 'pending' ? refresh_every_ms : false),
  });
