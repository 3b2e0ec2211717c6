import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Log } from '../platform/log.ts';
import { countFailedByTask } from '../platform/queue/failed-jobs.ts';
import type { JobAttempt, JobQueue } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';

export interface JobMetricsParts {
  runtime: Runtime;
  queue: Pick<JobQueue, 'counts'>;
  log: Pick<Log, 'warn'>;
}

/**
 * Counts the jobs of the house by task and state whenever the figures are read.
 * @returns what notes every attempt at a job in this process.
 */
export function jobMetrics(
  registry: Registry,
  { runtime, queue, log }: JobMetricsParts,
): (attempt: JobAttempt) => void {
  new Gauge({
    name: 'orderhouse_jobs',
    help: 'Jobs of the whole house by task and state; every process tells the same',
    labelNames: ['task', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        const failed = runtime.database.transactAsSystem(countFailedByTask);
        for (const counts of await Promise.all([queue.counts(), failed])) {
          for (const { task, state, jobs } of counts) this.set({ task, state }, jobs);
        }
      } catch (error) {
        // The other figures are wanted most just when the database or the queue is away.
        log.warn({ err: error }, 'the jobs could not be counted');
      }
    },
  });
  const attempts = new Counter({
    name: 'orderhouse_job_attempts_total',
    help: 'Attempts at jobs in this process: done, to be tried again, failed for good, too early, or dropped',
    labelNames: ['task', 'outcome'],
    registers: [registry],
  });
  const times = new Histogram({
    name: 'orderhouse_job_attempt_seconds',
    help: 'Time of one attempt at a job',
    labelNames: ['task'],
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
    registers: [registry],
  });
  return ({ task, outcome, seconds }) => {
    attempts.inc({ task, outcome });
    times.observe({ task }, seconds);
  };
}
