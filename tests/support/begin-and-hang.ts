import { once } from 'node:events';
import { pino } from 'pino';
import { openDatabase } from '../../server/src/platform/database/database.ts';
import { openJobQueue } from '../../server/src/platform/queue/open-job-queue.ts';
import { parseQueueUrl } from '../../server/src/platform/queue/queue-url.ts';

// A worker of its own that tells when it is ready and when it has begun a job, and never ends one.
const [{ url, databaseUrl, settings, task }] = await once(process, 'message');
const place = url === null ? null : parseQueueUrl(url);
if (typeof place === 'string') throw new Error(place);
const database = openDatabase({ url: databaseUrl, connections_max: 2, prepare: true });
const log = pino({ level: 'silent' });
const queue = await openJobQueue({ database, directUrl: databaseUrl, prepare: true, place, settings, log });
const hang = async () => {
  process.send?.('begun');
  await new Promise(() => undefined);
};
await queue.work({ [task]: hang }, { concurrency: 1 });
process.send?.('ready');
