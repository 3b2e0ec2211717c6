import type { EventSubject, EventType } from '@orderhouse/contracts';

/** A place in the log, in commit order. It sorts by transaction, then by id. */
export interface LogPosition {
  /** Of `pg_current_xact_id()`: a number of 64 bits, so as text. */
  transaction_id: string;
  event_id: number;
}

/** An event as readers of the whole log see it. */
export interface LoggedEvent extends LogPosition {
  store_id: string;
  type: EventType;
  subject_type: EventSubject;
  subject_id: string;
  customer_id: string | null;
  vendor_ids: string[];
  actor_id: string | null;
  actor_role: string;
  data: Record<string, unknown>;
  occurred_at: string;
}

/** Before the first event. */
export const beginningOfLog: LogPosition = { transaction_id: '0', event_id: 0 };

/** Past every event that there can be. */
export const beyondTheLog: LogPosition = {
  transaction_id: String(2n ** 64n - 1n),
  event_id: Number.MAX_SAFE_INTEGER,
};

const form = /^(\d{1,20})-(\d{1,19})$/;

/** @returns the position as one word: the `Last-Event-ID` of streams and the cursor of lists. */
export function positionText({ transaction_id, event_id }: LogPosition): string {
  return `${transaction_id}-${event_id}`;
}

/** @returns null for what `positionText` never made. */
export function parsePosition(text: string): LogPosition | null {
  const [, transaction_id, event_id] = form.exec(text) ?? [];
  if (transaction_id === undefined || event_id === undefined) return null;
  if (BigInt(transaction_id) >= 2n ** 64n || !Number.isSafeInteger(Number(event_id))) return null;
  return { transaction_id, event_id: Number(event_id) };
}

/** @returns less than 0 when `a` comes before `b` in the log, 0 when they are the same place. */
export function comparePositions(a: LogPosition, b: LogPosition): number {
  if (a.transaction_id === b.transaction_id) return a.event_id - b.event_id;
  return BigInt(a.transaction_id) < BigInt(b.transaction_id) ? -1 : 1;
}
