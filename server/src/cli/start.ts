import { loadConfig } from '../config.ts';
import { openLog } from '../platform/log.ts';
import { OperatorError } from '../platform/operator-error.ts';
import { keepHeapSmall } from '../platform/small-heap.ts';
import { runServer } from '../start/run-server.ts';

/** `orderhouse start`: runs until it is asked to stop. */
export async function start({ role }: { role: 'all' | 'api' | 'worker' }): Promise<void> {
  if (role === 'worker') throw new OperatorError('--role worker: this version has no jobs to work on; use all or api');
  keepHeapSmall();
  const config = loadConfig();
  await runServer(config, await openLog(config.log_level));
}
