import type { Listener } from '../platform/database/listen.ts';
import type { Runtime } from '../platform/runtime.ts';
import { access_token_seconds } from './access-token.ts';
import { listRevoked, revokedChannel } from './session-statements.ts';

const poll_every_ms = 1_000;
/** A transaction that revoked may have taken this long to commit. */
const overlap_seconds = 30;
/** The clocks of the processes that sign may be apart by this much. */
const leeway_seconds = 120;
const remembered_seconds = access_token_seconds + overlap_seconds + leeway_seconds;

export interface RevokedSessions {
  has(sessionId: string): boolean;
  /** At once in this process; the others hear of it by notification or poll. */
  add(sessions: readonly { id: string }[]): void;
  close(): Promise<void>;
}

interface Log {
  warn(details: object, message: string): void;
}

/**
 * The sessions that were ended while their access tokens still run, in memory: asking costs no query. Loaded at the
 * start; pushed by LISTEN/NOTIFY; polled for every second too, because a pooler in transaction mode has no LISTEN.
 */
export async function openRevokedSessions(runtime: Runtime, listener: Listener, log: Log): Promise<RevokedSessions> {
  const until = new Map<string, number>();

  const add = (sessions: readonly { id: string }[]) => {
    for (const { id } of sessions) until.set(id, Date.now() + remembered_seconds * 1_000);
  };
  // Back to the last time that it was answered: this process may have been cut off while others ended sessions.
  let loadedAt_ms = Date.now() - access_token_seconds * 1_000;
  const load = async () => {
    const asked_ms = Date.now();
    const since_seconds = Math.max(0, asked_ms - loadedAt_ms) / 1_000 + overlap_seconds;
    const seconds = Math.min(since_seconds, remembered_seconds);
    add(await runtime.database.transactAsSystem((connection) => listRevoked(connection, seconds)));
    loadedAt_ms = asked_ms;
  };
  const prune = () => {
    const now = Date.now();
    for (const [id, end] of until) if (end < now) until.delete(id);
  };

  // Whoever cannot know which sessions have ended does not start.
  await load();
  const unhear = listener.on(revokedChannel, (id) => add([{ id }]));
  let polling: Promise<void> | null = null;
  const poll = setInterval(() => {
    prune();
    polling ??= load()
      .catch((error) => log.warn({ err: error }, 'asking for ended sessions failed'))
      .finally(() => {
        polling = null;
      });
  }, poll_every_ms);
  poll.unref();

  return {
    has: (sessionId) => until.has(sessionId),
    add,
    close: async () => {
      unhear();
      clearInterval(poll);
      await polling;
    },
  };
}
