import { eventSubjects, eventTypes } from '@orderhouse/contracts';
import { dayOf, given, idOf, oneOf } from '../../lib/search-params.ts';

/** What of the room stands in its address. */
export function auditSearch(search: Record<string, unknown>) {
  return given({
    subject_type: oneOf(search.subject_type, eventSubjects),
    subject_id: idOf(search.subject_id),
    type: oneOf(search.type, eventTypes),
    actor_id: idOf(search.actor_id),
    from: dayOf(search.from),
    to: dayOf(search.to),
  });
}
export type AuditSearch = ReturnType<typeof auditSearch>;
