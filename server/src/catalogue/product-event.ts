import type { EventType } from '@orderhouse/contracts';
import type { NewEvent } from '../events/index.ts';

/** What happened to a product, for its vendor and the audit. */
export function productEvent(
  type: Extract<EventType, `product.${string}`>,
  product: { id: string; vendor_id: string },
  data: Record<string, unknown> = {},
): NewEvent {
  return { type, subject_type: 'product', subject_id: product.id, vendor_ids: [product.vendor_id], data };
}
