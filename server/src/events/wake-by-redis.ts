import { Redis } from 'ioredis';
import type { Log } from '../platform/log.ts';
import type { WakeUpChannel } from './wake-ups.ts';

const channel = 'orderhouse:events';
const reconnect_after_ms_max = 1_000;

/** By Redis' publish and subscribe, where the database cannot be listened to. While it is away, readers poll. */
export function wakeByRedis(url: string, log: Pick<Log, 'warn' | 'info'>): WakeUpChannel {
  const options = {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(50 * times, reconnect_after_ms_max),
  };
  const hearers = new Set<() => void>();
  const subscriber = new Redis(url, options);
  // What cannot be told now is told by nobody later: polling has found it by then.
  const publisher = new Redis(url, { ...options, enableOfflineQueue: false });
  let isAway = false;
  subscriber.on('error', (error: Error) => {
    if (!isAway) log.warn({ err: error }, 'Redis (CACHE_URL) cannot be reached; readers of the event log poll');
    isAway = true;
  });
  subscriber.on('ready', () => {
    if (isAway) log.info({}, 'Redis (CACHE_URL) is back');
    isAway = false;
  });
  // The subscriber has told of it.
  publisher.on('error', () => undefined);
  subscriber.on('message', () => {
    for (const hear of hearers) hear();
  });
  // Both connect again by themselves, and the subscriber subscribes again.
  subscriber.subscribe(channel).catch(() => undefined);
  publisher.connect().catch(() => undefined);

  return {
    on(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    tell() {
      publisher.publish(channel, '').catch(() => undefined);
    },
    close() {
      subscriber.disconnect();
      publisher.disconnect();
    },
  };
}
