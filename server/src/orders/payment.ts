import type { Asker, BodyOf, orders, Payment, PaymentProvider } from '@orderhouse/contracts';
import { DomainError } from '../platform/domain-error.ts';
import type { OrderRow } from './order.ts';

function providerOf(order: OrderRow): PaymentProvider {
  return order.payment_provider === 'simulated' ? 'simulated' : 'manual';
}

/**
 * Decides the outcome of paying for an order. An admin settles any; a customer only where the provider is
 * `simulated`, which approves or declines on demand. Pure.
 */
export function decidePayment(
  order: OrderRow,
  role: Asker,
  input: BodyOf<typeof orders.settlePayment>,
  id: string,
  now: Date,
): Payment {
  const provider = providerOf(order);
  if (role !== 'admin' && provider !== 'simulated')
    throw new DomainError('forbidden', { detail: 'Only an admin settles this way of paying.' });
  if (order.payment_status !== 'unpaid')
    throw new DomainError('payment_already_settled', { detail: `The payment is ${order.payment_status}.` });
  if (order.status === 'cancelled') {
    throw new DomainError('order_transition_not_allowed', {
      detail: 'The order is cancelled.',
      from: 'cancelled',
      allowed: [],
    });
  }
  const approved = input.outcome === 'approve';
  return {
    id,
    order_id: order.id,
    provider,
    amount: order.total,
    currency: order.currency,
    status: approved ? 'paid' : 'failed',
    reference: input.reference ?? null,
    failure: approved ? null : (input.failure ?? 'declined'),
    created_at: now.toISOString(),
  };
}
