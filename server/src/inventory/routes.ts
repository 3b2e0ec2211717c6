import { variants } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Runtime } from '../platform/runtime.ts';
import { adjustStock } from './adjust-stock.ts';
import { listAdjustments } from './list-adjustments.ts';

export function registerInventoryRoutes(app: FastifyInstance, runtime: Runtime): void {
  bindRoute(app, variants.adjustStock, ({ caller, params, body, claim }) =>
    adjustStock(runtime, caller, params.id, body, claim),
  );
  bindRoute(app, variants.listAdjustments, async ({ caller, params, query }) => ({
    body: await listAdjustments(runtime, caller, params.id, query),
  }));
}
