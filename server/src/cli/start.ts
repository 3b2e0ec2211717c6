import { loadConfig } from '../config.ts';
import { openLog } from '../platform/log.ts';
import { keepHeapSmall } from '../platform/small-heap.ts';
import { type ProcessRole, runServer } from '../start/run-server.ts';

/** `orderhouse start`: runs until it is asked to stop. */
export async function start({ role }: { role: ProcessRole }): Promise<void> {
  keepHeapSmall();
  const config = loadConfig();
  await runServer(config, await openLog(config.log_level), role);
}
