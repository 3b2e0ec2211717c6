import { performance } from 'node:perf_hooks';
import type { Log } from '../platform/log.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readCursor } from './cursor-statements.ts';
import { dispatcherReader } from './dispatch-batch.ts';
import { findOldestTransaction, readFirstBeyond } from './horizon-statements.ts';
import { beginningOfLog, positionText } from './logged-event.ts';

/** How patient it is. */
export interface Patience {
  look_every_ms: number;
  told_after_ms: number;
  told_every_ms: number;
}

const usualPatience: Patience = { look_every_ms: 5_000, told_after_ms: 10_000, told_every_ms: 60_000 };

/**
 * Watches whether events wait for a transaction that was begun before them and has not ended. Any that writes, anywhere
 * in the cluster, holds the whole log back: somebody must be told which one it is.
 */
export function watchHorizon(
  { database }: Pick<Runtime, 'database'>,
  log: Pick<Log, 'warn'>,
  { look_every_ms, told_after_ms, told_every_ms }: Patience = usualPatience,
) {
  let looked_ms = Number.NEGATIVE_INFINITY;
  let told_ms = Number.NEGATIVE_INFINITY;
  let waiting: { place: string; since_ms: number } | null = null;
  const readState = () =>
    database.transactAsSystem(async (connection) => {
      const cursor = (await readCursor(connection, dispatcherReader)) ?? beginningOfLog;
      const [first, holder] = await Promise.all([
        readFirstBeyond(connection, cursor),
        findOldestTransaction(connection),
      ]);
      return { first, holder };
    });

  return {
    /** Called when the log had nothing to dispatch. Asks every few seconds, and tells once a minute. */
    async look(): Promise<void> {
      const now_ms = performance.now();
      if (now_ms - looked_ms < look_every_ms) return;
      looked_ms = now_ms;
      const { first, holder } = await readState();
      const place = first && positionText(first);
      if (place === undefined) waiting = null;
      else if (waiting?.place !== place) waiting = { place, since_ms: now_ms };
      if (waiting === null || now_ms - waiting.since_ms < told_after_ms || now_ms - told_ms < told_every_ms) return;
      told_ms = now_ms;
      const waited_seconds = Math.round((now_ms - waiting.since_ms) / 1_000);
      log.warn(
        { event: waiting.place, waited_seconds, ...holder },
        'a transaction that is open holds the event log back',
      );
    },
  };
}
