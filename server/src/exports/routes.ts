import { exports as contract } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import type { Caller } from '../platform/caller.ts';
import { bindRoute } from '../platform/http/bind-route.ts';
import { encodeExport, type FileForm } from './encode-export.ts';
import { createExportGate } from './export-gate.ts';
import { exportOrders } from './export-orders.ts';
import { exportProducts, type ProductExportParts } from './export-products.ts';
import type { ExportSource } from './export-source.ts';

export function registerExportRoutes(app: FastifyInstance, parts: ProductExportParts): void {
  const { runtime } = parts;
  const gate = createExportGate();
  const download = <Item>({ actorId }: Caller, form: FileForm, open: () => ExportSource<Item>) => ({
    body: gate.enter(actorId ?? '', () => encodeExport(open(), form, runtime.clock.now())),
  });
  bindRoute(app, contract.products, async ({ caller, query: { format, bom, ...filters } }) =>
    download(caller, { format, bom }, () => exportProducts(parts, caller, filters)),
  );
  bindRoute(app, contract.orders, async ({ caller, query: { format, bom, ...filters } }) =>
    download(caller, { format, bom }, () => exportOrders(runtime, caller, filters)),
  );
}
