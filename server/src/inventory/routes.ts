import { stock, variantStock } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Runtime } from '../platform/runtime.ts';
import { adjustStock } from './adjust-stock.ts';
import { adjustStockInBulk } from './adjust-stock-in-bulk.ts';
import { listAdjustments } from './list-adjustments.ts';
import { listStock } from './list-stock.ts';

export function registerInventoryRoutes(app: FastifyInstance, runtime: Runtime): void {
  bindRoute(app, variantStock.adjustStock, ({ caller, params, body, claim }) =>
    adjustStock(runtime, caller, params.id, body, claim),
  );
  bindRoute(app, stock.adjust, ({ caller, body, claim }) => adjustStockInBulk(runtime, caller, body, claim));
  bindRoute(app, stock.list, async ({ caller, query }) => ({ body: await listStock(runtime, caller, query) }));
  bindRoute(app, variantStock.listAdjustments, async ({ caller, params, query }) => ({
    body: await listAdjustments(runtime, caller, params.id, query),
  }));
}
