import { type events, type LogEvent, limits, type QueryOf } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import type { PageOf } from '../platform/database/keyset.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { listLog } from './log-statements.ts';
import { beginningOfLog, type LoggedEvent, type LogPosition, parsePosition, positionText } from './logged-event.ts';

function positionOf(cursor: string | undefined): LogPosition {
  const position = cursor === undefined ? beginningOfLog : parsePosition(cursor);
  if (position !== null) return position;
  throw new DomainError('invalid_cursor', {
    errors: [{ pointer: 'cursor', code: 'invalid_cursor', detail: 'is no position in the log' }],
  });
}

function present(event: LoggedEvent): LogEvent {
  const { type, subject_type, subject_id, actor_id, actor_role, data, occurred_at } = event;
  const position = positionText(event);
  return { position, id: event.event_id, type, subject_type, subject_id, actor_id, actor_role, data, occurred_at };
}

/**
 * Pages through the log of the caller's store in commit order, as far as its policies show it.
 *
 * @throws DomainError `invalid_cursor`
 */
export async function listLogOf(
  runtime: Runtime,
  caller: Caller,
  query: QueryOf<typeof events.list>,
): Promise<PageOf<LogEvent>> {
  const { limit = limits.page_default, cursor, type, subject_type, subject_id } = query;
  const after = positionOf(cursor);
  const filter = { types: type?.split(','), subject_type, subject_id };
  const found = await runtime.database.read(caller, (connection) => listLog(connection, after, filter, limit + 1));
  const data = found.slice(0, limit).map(present);
  return { data, next_cursor: found.length > limit ? (data.at(-1)?.position ?? null) : null };
}
