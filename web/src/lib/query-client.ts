import { OrderhouseError } from '@orderhouse/contracts';
import { QueryClient } from '@tanstack/react-query';

const ask_again_ms = 10_000;

/** Whether the server could not answer just then, rather than would not. */
function isPassing(error: unknown): boolean {
  return error instanceof OrderhouseError && (error.status === 0 || error.status >= 500);
}

/** What was read, and how fresh it is held to be. The SDK tries again by itself; live events make stale what they change. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      retry: false,
      networkMode: 'always',
      // A server that was away is back some time, also for those who hear no live events.
      refetchInterval: ({ state: { error } }) => (isPassing(error) ? ask_again_ms : false),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
