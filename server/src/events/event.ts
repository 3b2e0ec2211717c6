import type { EventSubject, EventType } from '@orderhouse/contracts';
import type { Authority } from '../platform/database/authority.ts';

/** What happened, as it is written. Who may read it follows from `customer_id` and `vendor_ids`. */
export interface NewEvent {
  type: EventType;
  subject_type: EventSubject;
  subject_id: string;
  customer_id?: string | null;
  vendor_ids?: readonly string[];
  /**
   * What changed, as `before` and `after` by field (`changesOf`), never a secret, and a sum only where no vendor reads it: a
   * vendor and a customer read the same row.
   */
  data?: Record<string, unknown>;
}

export type Actor = Pick<Authority, 'storeId' | 'actorId' | 'role'>;
