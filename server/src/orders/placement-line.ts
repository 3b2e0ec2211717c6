import type { Order } from '@orderhouse/contracts';
import { isDatabaseAway } from '../platform/database/is-database-away.ts';
import { isPassing } from '../platform/database/is-passing.ts';
import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Once } from '../platform/idempotency/once.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type PlacementResult, placeOrders } from './place-orders.ts';
import type { PlacementRequest } from './placement.ts';

const batch_orders_max = 128;
/** Bounds a batch of few but long orders too: its statement, and the time its locks are held. */
const batch_lines_max = 2_000;
const waiting_orders_max = 4_096;
const attempts_max = 4;
const retry_after_seconds = 1;

/** What the line tells of each batch: how many orders, and how long from taking them up to the commit. */
export type BatchObserver = (batch: { orders: number; seconds: number }) => void;

interface Waiting {
  request: PlacementRequest;
  resolve: (placed: Once<Order>) => void;
  reject: (problem: unknown) => void;
}

export interface PlacementLine {
  /** Waits in the line of its store; resolves once the order is committed. @throws DomainError */
  place(storeId: string, request: PlacementRequest): Promise<Once<Order>>;
}

/** Another process wrote one of our keys, or a lock cycle was broken, between our load and our write: load again. */
function isWorthAnotherLoad(error: unknown): boolean {
  return isPassing(error) || violatedConstraint(error) !== undefined;
}

async function placeWithRetries(
  runtime: Runtime,
  storeId: string,
  requests: PlacementRequest[],
): Promise<PlacementResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await placeOrders(runtime, storeId, requests);
    } catch (error) {
      if (!isWorthAnotherLoad(error) || attempt === attempts_max) throw error;
    }
  }
}

function settle(waiting: Waiting, result: PlacementResult): void {
  if (result instanceof DomainError) waiting.reject(result);
  else waiting.resolve(result);
}

/**
 * Batches that form by themselves: while one batch of a store is being written, the orders that arrive wait
 * together and go as the next one. No timer, so a lone order waits for nobody.
 */
export function createPlacementLine(runtime: Runtime, observe: BatchObserver = () => undefined): PlacementLine {
  const lines = new Map<string, Waiting[]>();
  let waitingOrders = 0;

  const nextBatch = (line: Waiting[]): Waiting[] => {
    let lineCount = 0;
    const end = line.findIndex((one, index) => {
      lineCount += one.request.input.lines.length;
      return index > 0 && (index >= batch_orders_max || lineCount > batch_lines_max);
    });
    return line.splice(0, end === -1 ? line.length : end);
  };

  const placeBatch = async (storeId: string, batch: Waiting[]): Promise<void> => {
    try {
      const results = await placeWithRetries(
        runtime,
        storeId,
        batch.map(({ request }) => request),
      );
      for (const [index, waiting] of batch.entries())
        settle(waiting, results[index] ?? new DomainError('internal_error'));
    } catch (error) {
      if (isDatabaseAway(error)) {
        for (const waiting of batch) waiting.reject(new DomainError('unavailable', { retry_after_seconds }));
      } else if (batch.length === 1) {
        batch[0]?.reject(error);
      } else {
        // One order that the database refuses must not take the others with it.
        for (const waiting of batch) await placeBatch(storeId, [waiting]);
      }
    }
  };

  const work = async (storeId: string, line: Waiting[]): Promise<void> => {
    while (line.length > 0) {
      const batch = nextBatch(line);
      waitingOrders -= batch.length;
      const began = performance.now();
      await placeBatch(storeId, batch);
      observe({ orders: batch.length, seconds: (performance.now() - began) / 1_000 });
    }
    lines.delete(storeId);
  };

  return {
    place: (storeId, request) =>
      new Promise((resolve, reject) => {
        if (waitingOrders >= waiting_orders_max) {
          reject(new DomainError('overloaded', { retry_after_seconds }));
          return;
        }
        waitingOrders += 1;
        const line = lines.get(storeId);
        if (line) {
          line.push({ request, resolve, reject });
          return;
        }
        const fresh = [{ request, resolve, reject }];
        lines.set(storeId, fresh);
        void work(storeId, fresh);
      }),
  };
}
