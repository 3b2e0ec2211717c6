import {
  availabilityReaction,
  createAvailabilityHandlers,
  createPictureHandlers,
  createSearchHandlers,
  indexAllStores,
  pictureReaction,
  searchReaction,
} from './catalogue/index.ts';
import type { Config } from './config.ts';
import { dispatchAgain, dispatchTask, startDispatcher, type WakeUps } from './events/index.ts';
import { createFetchHandlers, createImportHandlers, startRequeueingImports } from './imports/index.ts';
import { openNotifications } from './notifications/index.ts';
import type { Files } from './platform/files/files.ts';
import type { Log } from './platform/log.ts';
import type { JobAttempt, JobQueue } from './platform/queue/job-queue.ts';
import type { Runtime } from './platform/runtime.ts';
import { prunesOf } from './prunes.ts';
import { countAllStores, createSalesHandlers, salesReaction } from './reports/index.ts';
import { startSchedule } from './schedule/index.ts';
import { createWebhookHandlers, createWebhookReaction, type Sealer, startRequeueing } from './webhooks/index.ts';

/** What of the configuration the worker needs. */
export type WorkerConfig = Pick<
  Config,
  | 'job_concurrency'
  | 'schedule_every_seconds'
  | 'public_url'
  | 'data_dir'
  | 'mail_url'
  | 'mail_from'
  | 'mail_rate_per_second'
  | 'mail_templates_dir'
  | 'idempotency_keys_keep_days'
  | 'sessions_keep_days'
  | 'notifications_keep_days'
  | 'webhook_allow_private'
  | 'webhook_retry_schedule_seconds'
  | 'webhook_disable_after_hours'
  | 'webhook_deliveries_keep_days'
  | 'imports_keep_days'
  | 'import_pictures_allow_private'
>;

export interface WorkerParts {
  runtime: Runtime;
  config: WorkerConfig;
  /** Reads the secrets of webhooks. */
  sealer: Sealer;
  queue: JobQueue;
  files: Files;
  wakeUps: WakeUps;
  /** Told of every attempt at a job. */
  observe?: (attempt: JobAttempt) => void;
  log: Log;
}

export interface Worker {
  /** Takes nothing more, and finishes what it has begun. Closes neither the queue nor the database. */
  stop(): Promise<void>;
}

/**
 * Starts what goes on behind the API: the dispatcher turns events into jobs, the jobs are done, the schedule looks for
 * what is due. Any number of processes may run one.
 *
 * @throws OperatorError naming what cannot be opened; what was started is stopped again.
 */
export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const { runtime, config, sealer, queue, files, wakeUps, observe, log } = parts;
  // Undone from the last to the first.
  const ends: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const notifications = await openNotifications(runtime, config);
    ends.push(() => notifications.close());
    const reactions = [
      notifications.reaction,
      createWebhookReaction(runtime.clock),
      pictureReaction,
      availabilityReaction,
      searchReaction,
      salesReaction,
    ];
    const dispatching = { runtime, queue, reactions };
    const { job_concurrency: concurrency } = config;
    const handlers = {
      [dispatchTask]: dispatchAgain(dispatching),
      ...notifications.handlers,
      ...createAvailabilityHandlers(runtime),
      ...createSearchHandlers(runtime),
      ...createSalesHandlers(runtime),
      ...createPictureHandlers({ runtime, files }),
      ...createImportHandlers({ runtime, queue, files }),
      ...createFetchHandlers({ runtime, queue, files, log, settings: config, concurrency }),
      ...createWebhookHandlers({ runtime, settings: config, sealer, queue, concurrency }),
    };
    const working = await queue.work(handlers, { concurrency, observe });
    ends.push(() => working.stop());
    const dispatcher = startDispatcher({ ...dispatching, wakeUps, log });
    const schedule = startSchedule(
      { runtime, prunes: prunesOf(config, files, log), log },
      { every_seconds: config.schedule_every_seconds, rounds: [indexAllStores, countAllStores] },
    );
    const stopRequeueing = startRequeueing({ runtime, queue }, log, config.schedule_every_seconds);
    const stopRequeueingImports = startRequeueingImports({ runtime, queue }, log);
    ends.push(async () => {
      await Promise.all([dispatcher.stop(), schedule.stop(), stopRequeueing(), stopRequeueingImports()]);
    });
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
