import type { EventType } from '@orderhouse/contracts';
import type { NewEvent } from '../../events/index.ts';
import type { ImportRow } from './statements.ts';

/** What happened to an import, for the audit and, where it is a vendor's, for that vendor. */
export function importEvent(
  type: Extract<EventType, `import.${string}`>,
  row: Pick<ImportRow, 'id' | 'kind' | 'format' | 'dry_run' | 'actor_id' | 'actor_role'>,
  data: Record<string, unknown> = {},
): NewEvent {
  const { id, kind, format, dry_run, actor_id, actor_role } = row;
  const vendor_ids = actor_role === 'vendor' && actor_id !== null ? [actor_id] : [];
  return { type, subject_type: 'import', subject_id: id, vendor_ids, data: { kind, format, dry_run, ...data } };
}
