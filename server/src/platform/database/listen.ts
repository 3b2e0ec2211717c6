import pg from 'pg';
import type { Log } from '../log.ts';

const reconnect_after_ms = 1_000;
const connect_timeout_ms = 10_000;

/** One connection that hears what other processes tell by NOTIFY. What is told while it is cut off is lost: poll too. */
export interface Listener {
  /** Calls `hear` for each notification on a channel, until the answer is called. */
  on(channel: string, hear: (payload: string) => void): () => void;
  /** Tells whoever listens to a channel, this process too. While the connection is cut off nobody is told. */
  tell(channel: string): void;
  close(): Promise<void>;
}

/**
 * Listens on a connection of its own, which must keep its session: past a pooler in transaction mode. One that is cut
 * off is opened again.
 */
export async function openListener(url: string, log: Pick<Log, 'warn'>): Promise<Listener> {
  const hearers = new Map<string, Set<(payload: string) => void>>();
  let closed = false;
  let current: pg.Client | null = null;
  let reconnect: NodeJS.Timeout | undefined;

  const subscribe = (channel: string) =>
    // The next connection listens anew to all channels.
    current?.query(`LISTEN ${pg.escapeIdentifier(channel)}`).catch(() => undefined);

  const connect = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'orderhouse-listener',
      connectionTimeoutMillis: connect_timeout_ms,
      keepAlive: true,
      // To tell while it is telling already.
      pipeline: true,
    } as pg.ClientConfig);
    const again = (error?: Error) => {
      if (closed || (current !== null && current !== client)) return;
      current = null;
      if (error) log.warn({ err: error }, 'listening for notifications was interrupted; polling goes on');
      clearTimeout(reconnect);
      reconnect = setTimeout(() => void connect(), reconnect_after_ms);
    };
    client.on('error', again);
    client.on('end', () => again());
    client.on('notification', ({ channel, payload }) => {
      for (const hear of hearers.get(channel) ?? []) hear(payload ?? '');
    });
    try {
      await client.connect();
      current = client;
      await Promise.all([...hearers.keys()].map(subscribe));
    } catch (error) {
      again(error instanceof Error ? error : undefined);
      await client.end().catch(() => undefined);
    }
  };

  await connect();
  return {
    on(channel, hear) {
      const known = hearers.get(channel);
      const all = known ?? new Set();
      all.add(hear);
      hearers.set(channel, all);
      if (!known) void subscribe(channel);
      return () => all.delete(hear);
    },
    tell(channel) {
      // Whoever is not told polls.
      current?.query('SELECT pg_notify($1, $2)', [channel, '']).catch(() => undefined);
    },
    async close() {
      closed = true;
      clearTimeout(reconnect);
      await current?.end().catch(() => undefined);
    },
  };
}
