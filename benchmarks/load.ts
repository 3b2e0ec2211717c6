import { createHistogram } from 'node:perf_hooks';
import type { OrderInput } from '@orderhouse/contracts';

const warm_up_share = 0.2;

export interface Measured {
  per_second: number;
  p50_ms: number;
  p99_ms: number;
}

/**
 * Calls `act` from so many callers, each waiting for its answer before the next call, for a bounded time. The first
 * fifth warms up and is not counted.
 */
export async function measure(
  callers: number,
  seconds: number,
  act: (caller: number) => Promise<void>,
): Promise<Measured> {
  const histogram = createHistogram();
  const began = performance.now();
  const countFrom = began + seconds * 1_000 * warm_up_share;
  const end = began + seconds * 1_000;
  let counted = 0;
  const call = async (caller: number) => {
    for (let at = performance.now(); at < end; ) {
      await act(caller);
      const now = performance.now();
      if (at >= countFrom) {
        counted += 1;
        histogram.record(Math.max(1, Math.round((now - at) * 1_000)));
      }
      at = now;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  const elapsed = (performance.now() - countFrom) / 1_000;
  return {
    per_second: counted / elapsed,
    p50_ms: histogram.percentile(50) / 1_000,
    p99_ms: histogram.percentile(99) / 1_000,
  };
}

const shipping_address = {
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
};

/** Three lines, spread over the catalogue; `spread` 1 makes everybody buy the same three. */
export function nextOrder(spread: number): OrderInput {
  const first = Math.floor(Math.random() * Math.max(1, spread - 3));
  return { lines: [0, 1, 2].map((step) => ({ sku: `SKU${first + step}`, quantity: 1 + step })), shipping_address };
}
