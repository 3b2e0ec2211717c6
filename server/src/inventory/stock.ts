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

/**
 * What the log tells when the stock of a variant has become less: that nothing is left, or that it has fallen to the
 * threshold. Once for each fall: what was there before decides. Pure.
 *
 * @param stock what is left of it now.
 * @param threshold in units; 0 tells only of what is sold out.
 */
export function eventsOfStock(before: StockedVariant, stock: number, threshold: number): NewEvent[] {
  if (stock >= before.stock) return [];
  const about = { subject_type: 'variant', subject_id: before.id, vendor_ids: [before.vendor_id] } as const;
  if (stock === 0) return [{ ...about, type: 'variant.sold_out' }];
  const hasFallen = before.stock > threshold && stock <= threshold;
  return hasFallen ? [{ ...about, type: 'variant.stock_low', data: { stock, threshold } }] : [];
}

/** The stock after an adjustment, and the events that tell of it. Pure. @throws DomainError `insufficient_stock` */
export function decideAdjustment(
  variant: StockedVariant,
  adjustment: Adjustment,
  threshold: number,
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
  if (variant.stock === 0) events.push({ ...about, type: 'variant.restocked' });
  return { stock, events: [...events, ...eventsOfStock(variant, stock, threshold)] };
}
