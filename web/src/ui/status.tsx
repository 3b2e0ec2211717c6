import type { OrderStatus, PaymentStatus, ProductStatus } from '@orderhouse/contracts';
import classes from './status.module.css';

export type Tone = 'waiting' | 'busy' | 'moving' | 'good' | 'over' | 'bad';

const colours: Readonly<Record<Tone, string>> = {
  waiting: '#c27803',
  busy: '#2563eb',
  moving: '#7c3aed',
  good: '#2f8f59',
  over: '#8d8883',
  bad: '#d33a2c',
};

/** A state: a dot, and the word that means it. */
export function Status({ tone, word }: { tone: Tone; word: string }) {
  const shape = tone === 'over' ? `${classes.dot} ${classes.hollow}` : classes.dot;
  return (
    <span className={classes.status}>
      <span className={shape} style={{ '--dot': colours[tone] } as React.CSSProperties} aria-hidden="true" />
      {word}
    </span>
  );
}

export const orderWords: Readonly<Record<OrderStatus, string>> = {
  pending: 'Pending',
  processing: 'Processing',
  shipped: 'Shipped',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
};
const orderTones: Readonly<Record<OrderStatus, Tone>> = {
  pending: 'waiting',
  processing: 'busy',
  shipped: 'moving',
  delivered: 'good',
  cancelled: 'over',
};

export function OrderState({ status }: { status: OrderStatus }) {
  return <Status tone={orderTones[status]} word={orderWords[status]} />;
}

export const paymentWords: Readonly<Record<PaymentStatus, string>> = {
  unpaid: 'Not paid yet',
  paid: 'Paid',
  failed: 'Payment failed',
  refunded: 'Refunded',
};
const paymentTones: Readonly<Record<PaymentStatus, Tone>> = {
  unpaid: 'waiting',
  paid: 'good',
  failed: 'bad',
  refunded: 'over',
};

export function PaymentState({ status }: { status: PaymentStatus }) {
  return <Status tone={paymentTones[status]} word={paymentWords[status]} />;
}

export const productWords: Readonly<Record<ProductStatus, string>> = {
  draft: 'Draft',
  active: 'On sale',
  archived: 'Archived',
};
const productTones: Readonly<Record<ProductStatus, Tone>> = { draft: 'waiting', active: 'good', archived: 'over' };

export function ProductState({ status }: { status: ProductStatus }) {
  return <Status tone={productTones[status]} word={productWords[status]} />;
}
