import { type events, type LogEvent, limits, type QueryOf } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import type { PageOf } from '../platform/database/keyset.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readEndOfLog } from './log-statements.ts';
import {
  beginningOfLog,
  beyondTheLog,
  comparePositions,
  type LoggedEvent,
  parsePosition,
  positionText,
} from './logged-event.ts';
import { readLogPage } from './read-log-page.ts';

function refuseCursor(detail: string): never {
  throw new DomainError('invalid_cursor', { errors: [{ pointer: 'cursor', code: 'invalid_cursor', detail }] });
}

function present(event: LoggedEvent): LogEvent {
  const { type, subject_type, subject_id, actor_id, actor_role, data, occurred_at } = event;
  const position = positionText(event);
  return { position, id: event.event_id, type, subject_type, subject_id, actor_id, actor_role, data, occurred_at };
}

/**
 * Pages through the log of the caller's store in commit order, or from its end, as far as its policies show it. A page may be short, or
 * empty, and yet have a `next_cursor`: one page goes through so much of the log and no more.
 *
 * @throws DomainError `invalid_cursor`, also where the log has never come that far
 */
export async function listLogOf(
  { database }: Runtime,
  caller: Caller,
  query: QueryOf<typeof events.list>,
): Promise<PageOf<LogEvent>> {
  const { limit = limits.page_default, cursor, type, sort = 'position', ...asked } = query;
  const isBackwards = sort === '-position';
  const edge = isBackwards ? beyondTheLog : beginningOfLog;
  const from = cursor === undefined ? edge : parsePosition(cursor);
  if (from === null) return refuseCursor('is no position in the log');
  const filter = { types: type?.split(','), ...asked };
  const page = await readLogPage(database, caller, from, filter, limit, isBackwards ? 'backwards' : 'forwards');
  if (page.events.length === 0 && page.next === null && cursor !== undefined) {
    const end = await database.transactAsSystem(readEndOfLog);
    if (comparePositions(from, end) > 0) refuseCursor('is past the end of the log: another database gave it out');
  }
  return { data: page.events.map(present), next_cursor: page.next && positionText(page.next) };
}
