import { queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';

const refresh_every_ms = 10_000;

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => client.system.health({ signal }),
  refetchInterval: refresh_every_ms,
});
