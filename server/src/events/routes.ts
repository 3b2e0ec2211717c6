import { events } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Runtime } from '../platform/runtime.ts';
import { listLogOf } from './list-log.ts';

export function registerEventRoutes(app: FastifyInstance, runtime: Runtime): void {
  bindRoute(app, events.list, async ({ caller, query }) => ({ body: await listLogOf(runtime, caller, query) }));
}
