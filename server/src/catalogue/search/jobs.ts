import type { EventType } from '@orderhouse/contracts';
import { type LoggedEvent, positionText, type Reaction } from '../../events/index.ts';
import { type JobHandlers, type NewJob, NotYet } from '../../platform/queue/job-queue.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { countSearchWords, indexProducts, indexStoreAgain } from './index-products.ts';
import { readCountedProducts } from './index-statements.ts';

const indexTask = 'search.index';
const againTask = 'search.index_again';
const wordsTask = 'search.words';

type StorePayload = { store_id: string };

const products_many = 50_000;

/** @returns how often the words of a store are counted while it changes, in seconds: it takes 6 s for a million products. */
function wordsEvery_seconds(products: number | undefined): number {
  if (products === undefined) return 2;
  return products > products_many ? 900 : 60;
}

/** At the next turn from now, however long ago the change was: of a log that is caught up with, words are counted once. */
function wordsJob({ store_id }: LoggedEvent, every_seconds: number): NewJob {
  const turn = Math.floor(Date.now() / (every_seconds * 1_000)) + 1;
  return {
    task: wordsTask,
    key: `${wordsTask}:${store_id}:${every_seconds}:${turn}`,
    payload: { store_id },
    run_at: new Date(turn * every_seconds * 1_000),
    priority: 10,
  };
}

function isChangeOfProducts({ type }: LoggedEvent): boolean {
  return type !== 'store.updated';
}

/** Words have other stems in another language. */
function setsLocale({ data: { after } }: LoggedEvent): boolean {
  return typeof after === 'object' && after !== null && 'locale' in after;
}

const types: readonly EventType[] = [
  'product.created',
  'product.updated',
  'product.deleted',
  'product.variant_added',
  'product.variant_updated',
  'product.variant_deleted',
  'product.sold_out',
  'product.restocked',
  'category.deleted',
  'store.updated',
];

/**
 * What changed in the catalogue of a store is brought into its search by one job for all events of a batch. Its key is a
 * place in the log: a job that runs already may have looked before this change.
 */
export const searchReaction: Reaction = {
  types,
  async jobsOf(connection, events) {
    const changes = events.filter(isChangeOfProducts);
    const last = [...new Map(changes.map((event) => [event.store_id, event])).values()];
    const again = events.filter((event) => event.type === 'store.updated' && setsLocale(event));
    const counted =
      last.length > 0
        ? await readCountedProducts(
            connection,
            last.map(({ store_id }) => store_id),
          )
        : [];
    const productsOf = new Map(counted.map(({ store_id, products }) => [store_id, products]));
    const place = (task: string, event: LoggedEvent): NewJob => {
      const payload: StorePayload = { store_id: event.store_id };
      return { task, key: `${task}:${event.store_id}:${positionText(event)}`, payload };
    };
    return [
      ...last.map((event) => place(indexTask, event)),
      ...again.map((event) => place(againTask, event)),
      ...last.map((event) => wordsJob(event, wordsEvery_seconds(productsOf.get(event.store_id)))),
    ];
  },
};

/** It has nothing to wait for: whoever is at it may have looked before, so somebody looks again, a little later. */
function expectTurn(isOurs: boolean): void {
  if (!isOurs) throw new NotYet('another is at it');
}

/** What the worker does so that products are found as they are. */
export function createSearchHandlers(runtime: Pick<Runtime, 'database'>): JobHandlers {
  const storeOf = (payload: unknown) => (payload as StorePayload).store_id;
  return {
    // One that is dropped for its age loses nothing: what is due is gone through by whoever is at it, and each minute.
    [indexTask]: async ({ payload }) => expectTurn(await indexProducts(runtime, storeOf(payload))),
    [againTask]: ({ payload }) => indexStoreAgain(runtime, storeOf(payload)),
    [wordsTask]: async ({ payload }) => expectTurn(await countSearchWords(runtime, storeOf(payload))),
  };
}
