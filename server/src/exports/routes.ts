import { exports as contract } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import type { Caller } from '../platform/caller.ts';
import { bindRoute } from '../platform/http/bind-route.ts';
import { encodeExport, type FileForm } from './encode-export.ts';
import { createExportGate } from './export-gate.ts';
import { exportList, type PageAsked } from './export-list.ts';
import { exportOrders } from './export-orders.ts';
import { exportProducts, type ProductExportParts } from './export-products.ts';
import type { ExportSource } from './export-source.ts';
import { nameOfExport } from './name-of-export.ts';
import { type RecordExport, recordExports, recordLists } from './record-lists.ts';

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

  const bindList = <Name extends RecordExport>(name: Name) => {
    const { list, ...about } = recordLists[name];
    bindRoute(app, contract[name], async ({ caller, params, query: { format, bom, ...filters } }) => {
      const page = (asked: PageAsked) => list(runtime, caller, { ...filters, ...asked }, params);
      const open = () => exportList(runtime, caller, { ...about, name: nameOfExport(name), page });
      // What a route answers is only known of one that is named.
      return download(caller, { format, bom }, open) as { body: never };
    });
  };
  for (const name of recordExports) bindList(name);
}
