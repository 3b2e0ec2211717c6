import { imports } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import type { DiscardParts } from '../platform/files/discard-files.ts';
import { bindRoute } from '../platform/http/bind-route.ts';
import { cancelImport, runAgain } from './runs/change-import.ts';
import { createImport } from './runs/create-import.ts';
import { downloadRefused } from './runs/download-refused.ts';
import { listFaults, listImports, loadImport } from './runs/list-imports.ts';
import type { ImportParts } from './runs/run-import.ts';

export function registerImportRoutes(
  app: FastifyInstance,
  parts: ImportParts & DiscardParts & { file_bytes_max: number },
): void {
  const { runtime } = parts;
  bindRoute(app, imports.create, ({ caller, body, file, claim }) => createImport(parts, caller, body, file, claim));
  bindRoute(app, imports.list, async ({ caller, query }) => ({ body: await listImports(runtime, caller, query) }));
  bindRoute(app, imports.get, async ({ caller, params }) => ({ body: await loadImport(runtime, caller, params.id) }));
  bindRoute(app, imports.errors, async ({ caller, params, query }) => ({
    body: await listFaults(runtime, caller, params.id, query),
  }));
  bindRoute(app, imports.downloadErrors, async ({ caller, params }) => ({
    body: await downloadRefused(runtime, caller, params.id),
  }));
  bindRoute(app, imports.run, async ({ caller, params }) => ({ body: await runAgain(parts, caller, params.id) }));
  bindRoute(app, imports.cancel, async ({ caller, params }) => ({
    body: await cancelImport(parts, caller, params.id),
  }));
}
