import type { NotificationKind, NotificationState } from '@orderhouse/contracts';
import type { Tone } from '../../ui/status.tsx';

/** What a mail is about, in words. */
export const kindWords: Readonly<Record<NotificationKind, string>> = {
  order_placed: 'Confirmation of an order',
  order_received: 'Order to a vendor',
  payment_declined: 'Payment declined',
  parcel_shipped: 'Parcel shipped',
  order_shipped: 'Order shipped',
  order_delivered: 'Order delivered',
  order_cancelled: 'Order cancelled',
  stock_low: 'Stock running low',
  stock_out: 'Sold out',
  webhook_disabled: 'Webhook disabled',
  password_reset: 'Link for a new password',
  password_changed: 'Password changed',
};

export const stateWords: Readonly<Record<NotificationState, { word: string; tone: Tone }>> = {
  sending: { word: 'Sending', tone: 'busy' },
  sent: { word: 'Sent', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
};

/**
 * The headers of a message, unfolded, in their order (RFC 5322, 2.2.3). What is encoded in them stays so: it is shown as
 * it was sent.
 */
export function headersOf(source: string): [name: string, value: string][] {
  const [head = ''] = source.split(/\r?\n\r?\n/, 1);
  const lines = head.replaceAll(/\r?\n(?=[ \t])/g, '').split(/\r?\n/);
  return lines.flatMap((line): [string, string][] => {
    const [, name, value] = /^([!-9;-~]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
}
