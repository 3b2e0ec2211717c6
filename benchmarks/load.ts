import { createHistogram } from 'node:perf_hooks';
import type { OrderInput } from '@orderhouse/contracts';
import { shippingAddress } from '../tests/support/shipping-address.ts';

const warm_up_share = 0.2;

export interface Measured {
  /** All calls, those of the warming up too. */
  count: number;
  per_second: number;
  p50_ms: number;
  p95_ms: number;
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
  let count = 0;
  let counted = 0;
  const call = async (caller: number) => {
    for (let at = performance.now(); at < end; ) {
      await act(caller);
      const now = performance.now();
      count += 1;
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
    count,
    per_second: counted / elapsed,
    p50_ms: histogram.percentile(50) / 1_000,
    p95_ms: histogram.percentile(95) / 1_000,
    p99_ms: histogram.percentile(99) / 1_000,
  };
}

function together(runs: readonly Measured[]): Measured {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    count: runs.reduce((sum, run) => sum + run.count, 0),
    per_second: runs.reduce((sum, run) => sum + run.per_second, 0) / runs.length,
    p50_ms: middle(runs.map((run) => run.p50_ms)),
    p95_ms: middle(runs.map((run) => run.p95_ms)),
    p99_ms: middle(runs.map((run) => run.p99_ms)),
  };
}

/** Measures things in turns, so that what else the machine does meets all of them alike. */
export async function inTurns<Name extends string>(
  seconds: number,
  things: Readonly<Record<Name, (seconds: number) => Promise<Measured>>>,
  rounds = 3,
): Promise<Record<Name, Measured>> {
  const named = Object.entries<(seconds: number) => Promise<Measured>>(things);
  const runs = new Map<string, Measured[]>(named.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measureIt] of named) runs.get(name)?.push(await measureIt(seconds / rounds));
  }
  return Object.fromEntries([...runs].map(([name, of]) => [name, together(of)])) as Record<Name, Measured>;
}

/** Three lines, spread over the catalogue; `spread` 1 makes everybody buy the same three. */
export function nextOrder(spread: number): OrderInput {
  const first = Math.floor(Math.random() * Math.max(1, spread - 3));
  return {
    lines: [0, 1, 2].map((step) => ({ sku: `SKU${first + step}`, quantity: 1 + step })),
    shipping_address: shippingAddress,
  };
}
