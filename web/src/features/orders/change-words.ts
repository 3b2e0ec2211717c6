import type { OrderStatus, PaymentStatus } from '@orderhouse/contracts';

interface Seen {
  status: OrderStatus;
  payment: PaymentStatus;
}

const statusWords: Readonly<Record<OrderStatus, string>> = {
  pending: 'is pending again',
  processing: 'is being prepared',
  shipped: 'is on its way',
  delivered: 'was delivered',
  cancelled: 'was cancelled',
};
const paymentWords: Readonly<Record<PaymentStatus, string>> = {
  unpaid: 'is not paid yet',
  paid: 'is paid',
  failed: 'could not be paid',
  refunded: 'was paid back',
};

/** @returns what became of an order between two looks at it: `Order 1042 is on its way.` */
export function changeWords(number: number, before: Seen, after: Seen): string {
  const told = [
    ...(before.status === after.status ? [] : [statusWords[after.status]]),
    ...(before.payment === after.payment ? [] : [paymentWords[after.payment]]),
  ];
  return told.length === 0 ? '' : `Order ${number} ${told.join(' and ')}.`;
}
