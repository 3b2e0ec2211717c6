import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { newId } from '../ids.ts';
import { checkRedis } from './check-redis.ts';
import { type JobCount, type JobQueue, type NewJob, onceByKey } from './job-queue.ts';
import { connectionOptions, type KeptJob, prefix, type RedisQueueParts } from './redis-connection.ts';
import { workOnRedis } from './work-on-redis.ts';

const taskSet = `${prefix}:tasks`;
const events_kept = 100;

/**
 * Ids of BullMQ hold no colon and are no number; a key may be both. It ignores an id that is there, and one that failed
 * is there until after it was kept: what is put back has an id of its own.
 */
const idOf = ({ key, is_retry = false }: NewJob) =>
  is_retry ? newId() : createHash('sha256').update(key).digest('hex');

/**
 * Jobs in Redis, by BullMQ: a queue for each task, so that a task without a handler here waits for others. They are
 * added before the caller's transaction commits, and perhaps once more after it was rolled back.
 *
 * @throws when Redis does not answer, or may forget jobs.
 */
export async function openRedisQueue(parts: RedisQueueParts): Promise<JobQueue> {
  const { url, settings, log } = parts;
  const warn = (error: Error) => log.warn({ reason: error.message }, 'Redis cannot be reached');
  // What is added fails soon while Redis is away or hangs, and with it the transaction that waits for it.
  const connection = new Redis(url, {
    ...connectionOptions(settings),
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: settings.answer_ms_max,
  });
  connection.on('error', warn);
  try {
    await connection.connect();
    checkRedis(await connection.info(), log);
  } catch (error) {
    connection.disconnect();
    throw error;
  }

  const queues = new Map<string, Queue<KeptJob>>();
  const queueOf = (task: string): Queue<KeptJob> => {
    const known = queues.get(task);
    if (known) return known;
    const queue = new Queue<KeptJob>(task, {
      connection,
      prefix,
      skipVersionCheck: false,
      streams: { events: { maxLen: events_kept } },
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    queue.on('error', warn);
    queues.set(task, queue);
    return queue;
  };

  return {
    async enqueue(_connection, jobs) {
      const byTask = Map.groupBy(onceByKey(jobs), ({ task }) => task);
      if (byTask.size === 0) return;
      await connection.sadd(taskSet, ...byTask.keys());
      const now = Date.now();
      for (const [task, some] of byTask) {
        await queueOf(task).addBulk(
          some.map((job) => ({
            name: task,
            data: { key: job.key, payload: job.payload },
            opts: { jobId: idOf(job), delay: Math.max(0, (job.run_at?.getTime() ?? now) - now) },
          })),
        );
      }
    },

    work: (handlers, options) => workOnRedis(parts, handlers, options),

    async counts() {
      const tasks = await connection.smembers(taskSet);
      const counted = await Promise.all(
        tasks.map(async (task): Promise<JobCount[]> => {
          const found = await queueOf(task).getJobCounts('waiting', 'delayed', 'active');
          const { waiting = 0, delayed = 0, active = 0 } = found;
          return [
            { task, state: 'waiting', jobs: waiting },
            { task, state: 'delayed', jobs: delayed },
            { task, state: 'running', jobs: active },
          ];
        }),
      );
      return counted.flat().filter(({ jobs }) => jobs > 0);
    },

    async close() {
      const closed = Promise.all([...queues.values()].map((queue) => queue.close()));
      await Promise.race([closed, delay(settings.answer_ms_max, undefined, { ref: false })]);
      connection.disconnect();
    },
  };
}
