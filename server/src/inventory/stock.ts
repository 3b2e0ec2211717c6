import { limits, type stockReasons } from '@orderhouse/contracts';
import type { NewEvent } from '../events/index.ts';
import { DomainError } from '../platform/domain-error.ts';

export type StockReason = (typeof stockReasons)[number];

export interface StockedVariant {
  id: string;
  stock: number;
  vendor_id: string;
}

export interface Adjustment {
  delta: number;
  reason: StockReason;
  note?: string;
}

/** The stock after an adjustment, and the events that tell of it. Pure. @throws DomainError `insufficient_stock` */
export function decideAdjustment(
  variant: StockedVariant,
  adjustment: Adjustment,
): { stock: number; events: NewEvent[] } {
  const stock = variant.stock + adjustment.delta;
  const pointer = '/delta';
  if (adjustment.delta === 0) {
    throw new DomainError('validation_failed', { errors: [{ pointer, code: 'not_zero', detail: 'must not be 0' }] });
  }
  if (stock < 0) {
    const detail = `${variant.stock} in stock, ${-adjustment.delta} to be taken out`;
    throw new DomainError('insufficient_stock', {
      errors: [{ pointer, code: 'insufficient_stock', detail, available: variant.stock }],
    });
  }
  if (stock > limits.stock_max) {
    throw new DomainError('validation_failed', {
      errors: [{ pointer, code: 'maximum', detail: `the stock would exceed ${limits.stock_max}` }],
    });
  }
  const about = { subject_type: 'variant', subject_id: variant.id, vendor_ids: [variant.vendor_id] } as const;
  const events: NewEvent[] = [
    {
      ...about,
      type: 'stock.adjusted',
      data: { delta: adjustment.delta, reason: adjustment.reason, from: variant.stock, to: stock },
    },
  ];
  if (stock === 0) events.push({ ...about, type: 'variant.sold_out' });
  if (variant.stock === 0) events.push({ ...about, type: 'variant.restocked' });
  return { stock, events };
}
