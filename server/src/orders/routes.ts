import { orders } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import type { Cache } from '../platform/cache/open-cache.ts';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Runtime } from '../platform/runtime.ts';
import { cancelOrder } from './cancel-order.ts';
import { changeOrderStatus } from './change-order-status.ts';
import { correctOrder } from './correct-order.ts';
import { listOrderEvents } from './list-order-events.ts';
import { listOrders } from './list-orders.ts';
import { listPayments } from './list-payments.ts';
import { placeOrder } from './place-order.ts';
import type { PlacementQueue } from './placement-queue.ts';
import { readOrder } from './read-order.ts';
import { settlePayment } from './settle-payment.ts';

const keep_ms = 15 * 60_000;

export function registerOrderRoutes(app: FastifyInstance, runtime: Runtime, queue: PlacementQueue, cache: Cache): void {
  bindRoute(app, orders.place, ({ caller, body, claim }) => placeOrder(queue, caller, body, claim));
  bindRoute(app, orders.list, async ({ caller, query }) => ({ body: await listOrders(runtime, caller, query) }));
  bindRoute(
    app,
    orders.get,
    async ({ caller, params }) => ({ body: await readOrder(runtime, caller, params.id) }),
    // What is seen of an order depends on who looks.
    {
      shelf: cache.shelf('order', keep_ms),
      sharedBy: ({ role, actorId }) => `${role}:${actorId}`,
      tagsOf: ({ id }) => [id],
    },
  );
  bindRoute(app, orders.update, async ({ caller, params, body, expectedVersion }) => ({
    body: await correctOrder(runtime, caller, params.id, body, expectedVersion),
  }));
  bindRoute(app, orders.updateStatus, async ({ caller, params, body, expectedVersion }) => ({
    body: await changeOrderStatus(runtime, caller, params.id, body, expectedVersion),
  }));
  bindRoute(app, orders.cancel, ({ caller, params, body, claim }) =>
    cancelOrder(runtime, caller, params.id, body, claim),
  );
  bindRoute(app, orders.settlePayment, ({ caller, params, body, claim }) =>
    settlePayment(runtime, caller, params.id, body, claim),
  );
  bindRoute(app, orders.listPayments, async ({ caller, params }) => ({
    body: await listPayments(runtime, caller, params.id),
  }));
  bindRoute(app, orders.events, async ({ caller, params, query }) => ({
    body: await listOrderEvents(runtime, caller, params.id, query),
  }));
}
