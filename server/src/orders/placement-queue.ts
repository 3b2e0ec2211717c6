import type { Order } from '@orderhouse/contracts';
import { isDatabaseAway } from '../platform/database/is-database-away.ts';
import { isPassing } from '../platform/database/is-passing.ts';
import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Once } from '../platform/idempotency/once.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type PlacementResult, placeBatch } from './place-batch.ts';
import type { PlacementRequest } from './placement-scene.ts';

const batch_orders_max = 128;
/** Bounds a batch of few but long orders too: its statement, and the time its locks are held. */
const batch_lines_max = 2_000;
/** Of one store: its flood must not refuse the orders of others. */
const waiting_orders_max = 4_096;
/** Of all stores, in lines: what waits stands in memory. */
const waiting_lines_max = 50_000;
const attempts_max = 4;
const retry_after_seconds = 1;

/** What the queue tells of each batch: how many orders, and how long from taking them up to the commit. */
export type BatchObserver = (batch: { orders: number; seconds: number }) => void;

interface Waiting {
  request: PlacementRequest;
  resolve: (placed: Once<Order>) => void;
  reject: (problem: unknown) => void;
}

export interface PlacementQueue {
  /** Waits in the queue of its store; resolves once the order is committed. @throws DomainError */
  place(storeId: string, request: PlacementRequest): Promise<Once<Order>>;
}

type Outcome = PlacementResult | Error;

const linesOf = ({ request }: Pick<Waiting, 'request'>): number => request.input.lines.length;

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
      return await placeBatch(runtime, storeId, requests);
    } catch (error) {
      if (!isWorthAnotherLoad(error) || attempt === attempts_max) throw error;
    }
  }
}

/** @returns what each of the batch is to be told: its result, or why it has none. */
async function outcomesOf(runtime: Runtime, storeId: string, batch: readonly Waiting[]): Promise<Outcome[]> {
  const requests = batch.map(({ request }) => request);
  try {
    return await placeWithRetries(runtime, storeId, requests);
  } catch (error) {
    if (isDatabaseAway(error)) return batch.map(() => new DomainError('unavailable', { retry_after_seconds }));
    if (batch.length === 1) return [error instanceof Error ? error : new Error(String(error))];
    // One order that the database refuses must not take the others with it.
    const outcomes: Outcome[] = [];
    for (const waiting of batch) outcomes.push(...(await outcomesOf(runtime, storeId, [waiting])));
    return outcomes;
  }
}

function settle(batch: readonly Waiting[], outcomes: readonly Outcome[]): void {
  for (const [index, waiting] of batch.entries()) {
    const outcome = outcomes[index] ?? new DomainError('internal_error');
    if (outcome instanceof Error) waiting.reject(outcome);
    else waiting.resolve(outcome);
  }
}

/** Takes the next batch off the head of a queue. */
function takeBatch(queue: Waiting[]): Waiting[] {
  let lines = 0;
  const end = queue.findIndex((one, index) => {
    lines += linesOf(one);
    return index > 0 && (index >= batch_orders_max || lines > batch_lines_max);
  });
  return queue.splice(0, end === -1 ? queue.length : end);
}

/**
 * Batches that form by themselves: while one batch of a store is being written, the orders that arrive wait
 * together and go as the next one. No timer, so a lone order waits for nobody.
 */
export function createPlacementQueue(runtime: Runtime, observe: BatchObserver = () => undefined): PlacementQueue {
  const queues = new Map<string, Waiting[]>();
  let waitingLines = 0;

  const work = async (storeId: string, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      const batch = takeBatch(queue);
      for (const one of batch) waitingLines -= linesOf(one);
      const began = performance.now();
      const outcomes = await outcomesOf(runtime, storeId, batch);
      observe({ orders: batch.length, seconds: (performance.now() - began) / 1_000 });
      // The next batch goes out first: PostgreSQL works on it while the answers of this one are written.
      if (queue.length > 0) setImmediate(settle, batch, outcomes);
      else settle(batch, outcomes);
    }
    queues.delete(storeId);
  };

  return {
    place: (storeId, request) =>
      new Promise((resolve, reject) => {
        const known = queues.get(storeId);
        const queue = known ?? [];
        if (queue.length >= waiting_orders_max || waitingLines >= waiting_lines_max) {
          reject(new DomainError('overloaded', { retry_after_seconds }));
          return;
        }
        queue.push({ request, resolve, reject });
        waitingLines += linesOf({ request });
        if (known) return;
        queues.set(storeId, queue);
        void work(storeId, queue);
      }),
  };
}
