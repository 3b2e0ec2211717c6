import { openGate } from '../../platform/queue/gate.ts';
import type { JobHandlers } from '../../platform/queue/job-queue.ts';
import { type ImportPayload, importTask } from './import-job.ts';
import { type ImportParts, runImport } from './run-import.ts';

/** Of one process, of several stores: each keeps a connection for its lock and uses another. */
const imports_max = 2;

/** What the worker does for imports. */
export function createImportHandlers(parts: ImportParts): JobHandlers {
  const gate = openGate(imports_max);
  return {
    [importTask]: ({ payload, attempt, attempts_max }) =>
      gate(() => runImport(parts, payload as ImportPayload, attempt >= attempts_max)),
  };
}
