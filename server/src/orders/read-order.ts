import type { Order } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { loadOrder } from './load-order.ts';

/** @throws DomainError `not_found` also for an order that is somebody else's. */
export async function readOrder(runtime: Runtime, caller: Caller, id: string): Promise<Order> {
  return runtime.database.read(caller, (connection) => loadOrder(connection, id, caller.role));
}
