import { setTimeout as delay } from 'node:timers/promises';
import type { KnownChanges } from '../platform/cache/known-changes.ts';
import type { Connection, Database } from '../platform/database/database.ts';
import type { Log } from '../platform/log.ts';
import { createAlarm } from './alarm.ts';
import { type LoggedChange, readChangesSince, readLastChanges, type Snapshot } from './change-statements.ts';
import { tagsOfEvent } from './changed-tags.ts';
import type { WakeUps } from './wake-ups.ts';

const changes_max = 5_000;
const remembered_at_start_max = 2_000;
// However often it is woken, by orders too: twenty looks a second cost nobody anything, and are soon enough.
const rest_ms = 50;
const poll_every_ms = 500;

export interface WatchedChanges {
  /** Resolves when it has looked for the last time. */
  stop(): Promise<void>;
}

interface WatchParts {
  database: Pick<Database, 'urgent' | 'onAnnounced'>;
  wakeUps: Pick<WakeUps, 'on'>;
  changes: KnownChanges;
  log: Pick<Log, 'warn' | 'info'>;
}

/** What a process that begins may know of what others have left in Redis: as far back as these changes reach. */
async function begin(ask: Ask, changes: KnownChanges): Promise<Snapshot> {
  const began_at = changes.sequence();
  const seen = await ask((connection) => readLastChanges(connection, remembered_at_start_max));
  const oldest = seen.changes.at(-1);
  changes.knowFrom(seen.changes.length < remembered_at_start_max ? 0 : (oldest?.transaction_id ?? 0) + 1);
  changes.learn({ ...seen, began_at, changes: seen.changes.map(asTags) });
  return seen;
}

type Ask = <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;

function asTags({ store_id, transaction_id, ...event }: LoggedChange) {
  return { transaction_id, tags: tagsOfEvent(store_id, event) };
}

/** @returns what looks once, and learns what has become visible since the look before. */
function createLook(ask: Ask, changes: KnownChanges, first: Snapshot) {
  let before = first;
  return async () => {
    const began_at = changes.sequence();
    const seen = await ask((connection) => readChangesSince(connection, before, changes_max));
    // Numbers that go back are of another database: one that was restored, or a standby that lacked the last of them.
    if (seen.changes.length === changes_max || seen.end < before.end) changes.forgetAll();
    changes.learn({ ...seen, began_at, changes: seen.changes.map(asTags) });
    before = seen;
  };
}

/**
 * Tells `changes` what changed: at once what this process commits, and within a second, by the event log, what all others
 * do. It does not wait for the log's horizon, which any transaction that is open holds back: a look takes what its snapshot
 * shows and the one before did not. Resolves after the first look.
 */
export async function watchChanges({ database, wakeUps, changes, log }: WatchParts): Promise<WatchedChanges> {
  const alarm = createAlarm();
  const unhear = database.onAnnounced((tags) => changes.hear(tags));
  const sleep = wakeUps.on(() => alarm.ring());
  const ask: Ask = (work) => database.urgent.transactAsSystem(work);
  let stopped = false;

  const run = async (look: () => Promise<void>): Promise<void> => {
    let isAway = false;
    while (!stopped) {
      await delay(rest_ms);
      await alarm.wait(poll_every_ms);
      if (stopped) return;
      try {
        await look();
        if (isAway) log.info({}, 'the event log is looked into again for what has changed');
        isAway = false;
      } catch (error) {
        if (!isAway) log.warn({ err: error }, 'what has changed cannot be known; nothing kept is told meanwhile');
        isAway = true;
      }
    }
  };
  const ended = run(createLook(ask, changes, await begin(ask, changes)));
  return {
    async stop() {
      stopped = true;
      unhear();
      sleep();
      alarm.ring();
      await ended;
    },
  };
}
