import { webhookDeliveries, webhookEndpoints } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../platform/http/bind-route.ts';
import { createEndpoint } from './create-endpoint.ts';
import { deleteEndpoint } from './delete-endpoint.ts';
import { listDeliveries } from './list-deliveries.ts';
import { listEndpoints } from './list-endpoints.ts';
import { readDelivery } from './read-delivery.ts';
import { readEndpoint } from './read-endpoint.ts';
import { replayDelivery } from './replay-delivery.ts';
import { rotateSecret } from './rotate-secret.ts';
import { sendTest } from './send-test.ts';
import { updateEndpoint } from './update-endpoint.ts';
import type { Webhooks } from './webhooks.ts';

export function registerWebhookRoutes(app: FastifyInstance, webhooks: Webhooks): void {
  bindRoute(app, webhookEndpoints.list, async ({ caller, query }) => ({
    body: await listEndpoints(webhooks, caller, query),
  }));
  bindRoute(app, webhookEndpoints.create, ({ caller, body, claim }) => createEndpoint(webhooks, caller, body, claim));
  bindRoute(app, webhookEndpoints.get, async ({ caller, params }) => ({
    body: await readEndpoint(webhooks, caller, params.id),
  }));
  bindRoute(app, webhookEndpoints.update, async ({ caller, params, body, expectedVersion }) => ({
    body: await updateEndpoint(webhooks, caller, params.id, body, expectedVersion),
  }));
  bindRoute(app, webhookEndpoints.remove, async ({ caller, params, expectedVersion }) => {
    await deleteEndpoint(webhooks, caller, params.id, expectedVersion);
    return { body: undefined };
  });
  bindRoute(app, webhookEndpoints.rotateSecret, ({ caller, params, body, claim }) =>
    rotateSecret(webhooks, caller, params.id, body, claim),
  );
  bindRoute(app, webhookEndpoints.test, async ({ caller, params }) => ({
    body: await sendTest(webhooks, caller, params.id),
  }));
  bindRoute(app, webhookEndpoints.deliveries, async ({ caller, params, query }) => ({
    body: await listDeliveries(webhooks, caller, params.id, query),
  }));
  bindRoute(app, webhookDeliveries.get, async ({ caller, params }) => ({
    body: await readDelivery(webhooks, caller, params.id),
  }));
  bindRoute(app, webhookDeliveries.replay, async ({ caller, params }) => ({
    body: await replayDelivery(webhooks, caller, params.id),
  }));
}
