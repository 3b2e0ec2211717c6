import { type Actor, appendEvents, type NewEvent } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { moveFulfillments, putStockBack, touchOrder, updateOrderStatus } from './statements.ts';
import type { Movement } from './transition.ts';

export interface MovementDetails {
  carrier?: string;
  tracking_number?: string;
  cancel_reason?: string;
}

async function backOnTheShelf(connection: Connection, orderId: string): Promise<NewEvent[]> {
  const back = await putStockBack(connection, orderId);
  const restocked = back.filter(({ stock, quantity }) => stock === quantity);
  return restocked.map(({ id, vendor_id }) => ({
    type: 'variant.restocked',
    subject_type: 'variant',
    subject_id: id,
    vendor_ids: [vendor_id],
  }));
}

/** Writes a decided movement and the events that tell of it. The connection acts as the house and holds the order. */
export async function writeMovement(
  connection: Connection,
  actor: Actor,
  orderId: string,
  movement: Movement,
  now: Date,
  details: MovementDetails = {},
): Promise<void> {
  if (movement.vendorIds.length === 0) return;
  const at = now.toISOString();
  const { carrier = null, tracking_number = null } = details;
  await moveFulfillments(connection, orderId, movement.vendorIds, {
    status: movement.to,
    at,
    carrier,
    tracking_number,
  });
  const cancelled = movement.orderTo === 'cancelled';
  await (movement.orderTo
    ? updateOrderStatus(connection, orderId, {
        status: movement.orderTo,
        cancelled_at: cancelled ? at : null,
        cancel_reason: cancelled ? (details.cancel_reason ?? null) : null,
        updated_at: at,
      })
    : touchOrder(connection, orderId, at));
  const restocked = movement.putsStockBack ? await backOnTheShelf(connection, orderId) : [];
  await appendEvents(connection, actor, now, [...movement.events, ...restocked]);
}
