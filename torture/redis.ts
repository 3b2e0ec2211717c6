import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../tests/support/free-port.ts';
import { startRedis } from '../tests/support/start-redis.ts';
import type { Victim } from './victim.ts';

const away_ms = 1_000;

/** A Redis that keeps every write before it answers (appendfsync always), on one port through all its lives. */
export interface KeptRedis extends Victim {
  url: string;
  stop(): Promise<void>;
  /** Kills it without waiting, for the end of this process. */
  abort(): void;
}

/** Starts a Redis. Killed, it is away for a second, and started again with what it has kept. */
export async function keepRedis(parent: string): Promise<KeptRedis> {
  const folder = join(parent, 'redis');
  await mkdir(folder);
  const port = await freePort();
  let current = await startRedis({ port, folder });
  let coming: Promise<void> = Promise.resolve();
  const comeBack = async () => {
    await delay(away_ms);
    current = await startRedis({ port, folder });
  };
  return {
    name: 'Redis',
    url: current.url,
    async kill() {
      await coming;
      await current.stop();
      coming = comeBack();
      // Whoever waits for it next is told why it did not come back.
      coming.catch(() => undefined);
    },
    ready: () => coming,
    async stop() {
      await coming;
      await current.stop();
    },
    abort: () => void current.stop(),
  };
}
