import { notifications } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Runtime } from '../platform/runtime.ts';
import { listNotifications } from './list-notifications.ts';
import { readNotification } from './read-notification.ts';

/** @param folder where mail is written; null when it is sent instead. */
export function registerNotificationRoutes(app: FastifyInstance, runtime: Runtime, folder: string | null): void {
  bindRoute(app, notifications.list, async ({ caller, query }) => ({
    body: await listNotifications(runtime, caller, query),
  }));
  bindRoute(app, notifications.get, async ({ caller, params }) => ({
    body: await readNotification(runtime, caller, params.id, folder),
  }));
}
