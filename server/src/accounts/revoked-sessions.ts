import pg from 'pg';
import type { Runtime } from '../platform/runtime.ts';
import { access_token_seconds } from './access-token.ts';
import { listRevoked, revokedChannel } from './session-statements.ts';

const poll_every_ms = 1_000;
const reconnect_after_ms = 1_000;
/** A transaction that revoked may have taken this long to commit. */
const overlap_seconds = 30;
const remembered_ms = (access_token_seconds + overlap_seconds) * 1_000;

export interface RevokedSessions {
  has(sessionId: string): boolean;
  /** At once in this process; the others hear of it by notification or poll. */
  add(sessionIds: readonly string[]): void;
  close(): Promise<void>;
}

interface Log {
  warn(details: object, message: string): void;
}

/**
 * The sessions that were ended while their access tokens still run, in memory: asking costs no query. Loaded at the
 * start; pushed by LISTEN/NOTIFY; polled for every second too, because a pooler in transaction mode has no LISTEN.
 */
export async function openRevokedSessions(runtime: Runtime, listenUrl: string, log: Log): Promise<RevokedSessions> {
  const until = new Map<string, number>();
  let closed = false;
  let listener: pg.Client | null = null;
  let reconnect: NodeJS.Timeout | undefined;

  const add = (sessionIds: readonly string[]) => {
    for (const id of sessionIds) until.set(id, Date.now() + remembered_ms);
  };
  const load = async (seconds: number) =>
    add(await runtime.database.transactAsSystem((connection) => listRevoked(connection, seconds)));
  const prune = () => {
    const now = Date.now();
    for (const [id, end] of until) if (end < now) until.delete(id);
  };

  const listen = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: listenUrl, application_name: 'orderhouse-sessions' });
    listener = client;
    const again = (error?: Error) => {
      if (closed || listener !== client) return;
      listener = null;
      if (error) log.warn({ err: error }, 'listening for ended sessions was interrupted; polling goes on');
      reconnect = setTimeout(() => void listen(), reconnect_after_ms);
    };
    client.on('error', again);
    client.on('end', () => again());
    client.on('notification', ({ payload }) => add((payload ?? '').split(',')));
    try {
      await client.connect();
      await client.query(`LISTEN ${revokedChannel}`);
    } catch (error) {
      again(error instanceof Error ? error : undefined);
      await client.end().catch(() => undefined);
    }
  };

  await load(access_token_seconds + overlap_seconds);
  await listen();
  let polling = Promise.resolve();
  const poll = setInterval(() => {
    prune();
    polling = polling
      .then(() => load(overlap_seconds))
      .catch((error) => log.warn({ err: error }, 'asking for ended sessions failed'));
  }, poll_every_ms);
  poll.unref();

  return {
    has: (sessionId) => until.has(sessionId),
    add,
    close: async () => {
      closed = true;
      clearInterval(poll);
      clearTimeout(reconnect);
      await polling;
      await listener?.end().catch(() => undefined);
    },
  };
}
