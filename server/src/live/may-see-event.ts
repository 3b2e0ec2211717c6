import type { LoggedEvent } from '../events/index.ts';
import type { Authority } from '../platform/database/authority.ts';

type Concerned = Pick<LoggedEvent, 'store_id' | 'customer_id' | 'vendor_ids'>;

/**
 * Whether an event is an asker's business. The same as the policies on `events`, for readers of the tail, which reads
 * the whole log; a test holds the two against each other.
 */
export function maySeeEvent({ storeId, actorId, role }: Authority, event: Concerned): boolean {
  if (event.store_id !== storeId) return false;
  if (role === 'admin' || role === 'house') return true;
  if (actorId === null) return false;
  if (role === 'vendor') return event.vendor_ids.includes(actorId);
  return role === 'customer' && event.customer_id === actorId;
}
