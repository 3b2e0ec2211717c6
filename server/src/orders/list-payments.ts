import type { Payment } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readOrder, listPayments as selectPayments } from './statements.ts';

/** What was tried to pay an order, oldest first. @throws DomainError `not_found` */
export async function listPayments(runtime: Runtime, caller: Caller, orderId: string): Promise<{ data: Payment[] }> {
  return runtime.database.read(caller, async (connection) => {
    if (!(await readOrder(connection, orderId))) throw new DomainError('not_found');
    return { data: await selectPayments(connection, orderId) };
  });
}
