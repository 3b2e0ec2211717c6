import type { Connection } from './database.ts';

const announced = new WeakSet<Connection>();

/** Has `Database.onAnnounced` called when the connection's transaction has committed; never when it is rolled back. */
export function announceCommit(connection: Connection): void {
  announced.add(connection);
}

/** @returns whether the transaction that has ended was to be announced; the next one on this connection begins anew. */
export function takeAnnouncement(connection: Connection): boolean {
  return announced.delete(connection);
}
