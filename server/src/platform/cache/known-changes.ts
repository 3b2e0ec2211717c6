/** When something was loaded: by what this process had heard, and by the log. */
export interface LoadedAt {
  /** Of this process: counts up with everything that it hears to have changed. */
  sequence: number;
  /** Every transaction below it had ended when the loader last looked into the log: its snapshot holds them all. */
  horizon: number;
}

/** What a look into the event log found. Transaction ids are PostgreSQL's `xid8`, which no database has driven to 2^53. */
export interface Look {
  /** What `sequence` was when the look began. */
  began_at: number;
  /** Below it all transactions have ended. */
  horizon: number;
  /** From it on none has begun. */
  end: number;
  changes: readonly { tags: readonly string[]; transaction_id: number }[];
}

interface Change {
  sequence: number;
  /** Of the last transaction that changed it; null until a look has seen what this process committed. */
  transaction_id: number | null;
}

const tags_max = 50_000;
const untrusted_after_ms = 5_000;

/**
 * What this process knows to have changed, by tag. It decides whether what was loaded may still be told, without a clock:
 * - what this process loaded, when nothing of it was heard to have changed since before it was loaded; and so what was
 *   loaded while it changed is never kept;
 * - what another process loaded and left in Redis, when that process had looked into the log beyond the last change that
 *   this one knows of. So Redis may lose, delay or bring back what it likes.
 *
 * @param now_ms of a clock that only goes forward.
 */
export function createKnownChanges(now_ms: () => number = () => performance.now()) {
  const changes = new Map<string, Change>();
  // The tags whose last change no look has seen.
  const pending = new Set<string>();
  let sequence = 0;
  let horizon = 0;
  // What was loaded before them may have changed without our knowing.
  let sequence_min = 0;
  let horizon_min = Number.POSITIVE_INFINITY;
  let looked_ms = Number.NEGATIVE_INFINITY;

  const note = (tag: string, transaction_id: number | null) => {
    // Last in the map is what changed last.
    changes.delete(tag);
    changes.set(tag, { sequence, transaction_id });
  };
  const settle = ({ began_at, end }: Look) => {
    for (const tag of pending) {
      const change = changes.get(tag);
      if (change && change.sequence > began_at) continue;
      if (change) change.transaction_id = end - 1;
      pending.delete(tag);
    }
  };
  const dropOldest = () => {
    for (const [tag, change] of changes) {
      if (changes.size <= tags_max) return;
      changes.delete(tag);
      sequence_min = Math.max(sequence_min, change.sequence);
      horizon_min = Math.max(horizon_min, (change.transaction_id ?? Number.POSITIVE_INFINITY) + 1);
    }
  };

  return {
    /** For what is loaded from now on. */
    now: (): LoadedAt => ({ sequence, horizon }),
    sequence: () => sequence,
    /** What this process has committed, just now. */
    hear(tags: readonly string[]): void {
      if (tags.length === 0) return;
      sequence += 1;
      for (const tag of tags) {
        note(tag, null);
        pending.add(tag);
      }
      dropOldest();
    },
    /** What is in the log. What this process had committed before the look began is in it too. */
    learn(look: Look): void {
      if (look.changes.length > 0) sequence += 1;
      settle(look);
      for (const { tags, transaction_id } of look.changes) {
        for (const tag of tags) {
          // What was committed here after the look began is not in it, and may be the later one.
          const before = changes.get(tag)?.transaction_id ?? 0;
          note(tag, pending.has(tag) ? null : Math.max(before, transaction_id));
        }
      }
      dropOldest();
      if (horizon_min === Number.POSITIVE_INFINITY && look.began_at >= sequence_min) horizon_min = look.end;
      horizon = look.horizon;
      looked_ms = now_ms();
    },
    /** Every change from a transaction on is known by now. */
    knowFrom(transaction_id: number): void {
      horizon_min = transaction_id;
    },
    /** More has changed than can be known one by one. */
    forgetAll(): void {
      changes.clear();
      pending.clear();
      sequence += 1;
      sequence_min = sequence;
      horizon_min = Number.POSITIVE_INFINITY;
    },
    /** Whether it looked into the log lately. A process that cannot must not tell what it remembers. */
    isTrusted: (): boolean => now_ms() - looked_ms <= untrusted_after_ms,
    /** Whether what this process loaded then is still so. */
    isCurrent(loadedAt: Pick<LoadedAt, 'sequence'>, tags: readonly string[]): boolean {
      if (loadedAt.sequence < sequence_min) return false;
      return tags.every((tag) => (changes.get(tag)?.sequence ?? 0) <= loadedAt.sequence);
    },
    /** Whether what a process loaded that had looked so far is still so. */
    isCurrentElsewhere(loadedAt: Pick<LoadedAt, 'horizon'>, tags: readonly string[]): boolean {
      if (loadedAt.horizon < horizon_min) return false;
      return tags.every((tag) => {
        const change = changes.get(tag);
        return !change || (change.transaction_id !== null && change.transaction_id < loadedAt.horizon);
      });
    },
  };
}

export type KnownChanges = ReturnType<typeof createKnownChanges>;
