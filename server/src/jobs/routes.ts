import { jobs } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../platform/http/bind-route.ts';
import { discardJob, discardJobs } from './discard-job.ts';
import type { Jobs } from './jobs.ts';
import { listJobs } from './list-jobs.ts';
import { readJob } from './read-job.ts';
import { retryJob, retryJobs } from './retry-jobs.ts';

export function registerJobRoutes(app: FastifyInstance, parts: Jobs): void {
  bindRoute(app, jobs.list, async ({ caller, query }) => ({ body: await listJobs(parts, caller, query) }));
  bindRoute(app, jobs.get, async ({ caller, params }) => ({ body: await readJob(parts, caller, params.id) }));
  bindRoute(app, jobs.retry, async ({ caller, params }) => {
    await retryJob(parts, caller, params.id);
    return { body: undefined };
  });
  bindRoute(app, jobs.retryAll, async ({ caller, body }) => ({ body: await retryJobs(parts, caller, body) }));
  bindRoute(app, jobs.discardAll, async ({ caller, body }) => ({ body: await discardJobs(parts, caller, body) }));
  bindRoute(app, jobs.discard, async ({ caller, params }) => {
    await discardJob(parts, caller, params.id);
    return { body: undefined };
  });
}
