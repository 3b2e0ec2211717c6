import type { EventType } from '@orderhouse/contracts';
import type { NewEvent } from '../../events/index.ts';

/** What happened to a category, for the audit and for whoever keeps copies of the tree. */
export function categoryEvent(
  type: Extract<EventType, `category.${string}`>,
  id: string,
  data: Record<string, unknown>,
): NewEvent {
  return { type, subject_type: 'category', subject_id: id, data };
}
