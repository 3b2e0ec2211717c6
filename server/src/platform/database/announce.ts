import type { Connection } from './database.ts';

const announced = new WeakMap<Connection, string[]>();

/**
 * Has `Database.onAnnounced` called when the connection's transaction has committed; never when it is rolled back.
 * @param tags names of what was changed, for what this process remembers of it.
 */
export function announceCommit(connection: Connection, tags: readonly string[] = []): void {
  const before = announced.get(connection);
  if (before) before.push(...tags);
  else announced.set(connection, [...tags]);
}

/** @returns what the transaction that has ended was to announce, or null; the next one on this connection begins anew. */
export function takeAnnouncement(connection: Connection): readonly string[] | null {
  const tags = announced.get(connection) ?? null;
  announced.delete(connection);
  return tags;
}
