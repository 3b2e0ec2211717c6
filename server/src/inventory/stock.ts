import { type AdjustmentFault, limits, type stockReasons } from '@orderhouse/contracts';
import type { NewEvent } from '../events/index.ts';
import type { Fault } from '../platform/domain-error.ts';

export type StockReason = (typeof stockReasons)[number];

export interface StockedVariant {
  id: string;
  stock: number;
  vendor_id: string;
}

/** A variant, and from what stock on its vendor is told: its own threshold, or the store's. */
export interface AdjustableVariant extends StockedVariant {
  low_stock_threshold: number;
}

/** Either `delta`, or `stock` as it was counted and what it was believed to be. */
export interface Adjustment {
  delta?: number;
  stock?: number;
  expected_stock?: number;
  reason: StockReason;
  note?: string;
}

/** An adjustment that can be made. `delta` is 0 where a count found what was there. */
export interface DecidedAdjustment {
  delta: number;
  stock: number;
  events: NewEvent[];
}

/** Why one cannot be made. `field` is the member of the adjustment that is to blame. */
export interface RefusedAdjustment {
  code: AdjustmentFault;
  field: '/delta' | '/stock' | '/expected_stock' | '';
  detail: string;
  /** Units in stock, where that is why. */
  stock?: number;
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

/** What is wrong with an adjustment, whatever is in stock. Pure. */
export function misfitsOf({ delta, stock, expected_stock }: Adjustment, above = ''): Fault[] {
  if (delta !== undefined && stock === undefined && expected_stock === undefined) {
    return delta === 0 ? [{ pointer: `${above}/delta`, code: 'not_zero', detail: 'must not be 0' }] : [];
  }
  if (delta !== undefined || (stock === undefined && expected_stock === undefined)) {
    return [{ pointer: above, code: 'one_of', detail: 'has either a delta, or a stock and an expected_stock' }];
  }
  const needed = stock === undefined ? 'stock' : 'expected_stock';
  if (stock !== undefined && expected_stock !== undefined) return [];
  return [{ pointer: `${above}/${needed}`, code: 'required', detail: 'is needed beside the other' }];
}

function refusalOf(variant: StockedVariant, { delta, expected_stock }: Adjustment): RefusedAdjustment | null {
  const at = variant.stock;
  if (delta === undefined) {
    if (at === expected_stock) return null;
    const detail = `${at} in stock, ${expected_stock} expected`;
    return { code: 'stock_changed', field: '/expected_stock', detail, stock: at };
  }
  if (at + delta < 0) {
    const detail = `${at} in stock, ${-delta} to be taken out`;
    return { code: 'insufficient_stock', field: '/delta', detail, stock: at };
  }
  if (at + delta <= limits.stock_max) return null;
  const detail = `the stock would exceed ${limits.stock_max}`;
  return { code: 'stock_too_large', field: '/delta', detail, stock: at };
}

/** The stock after an adjustment and the events that tell of it, or why it cannot be made. Pure. */
export function decideAdjustment(
  variant: AdjustableVariant,
  adjustment: Adjustment,
): DecidedAdjustment | RefusedAdjustment {
  const refusal = refusalOf(variant, adjustment);
  if (refusal) return refusal;
  const stock = adjustment.delta === undefined ? (adjustment.stock ?? 0) : variant.stock + adjustment.delta;
  const delta = stock - variant.stock;
  const about = { subject_type: 'variant', subject_id: variant.id, vendor_ids: [variant.vendor_id] } as const;
  const events: NewEvent[] = [
    { ...about, type: 'stock.adjusted', data: { delta, reason: adjustment.reason, from: variant.stock, to: stock } },
  ];
  if (variant.stock === 0 && stock > 0) events.push({ ...about, type: 'variant.restocked' });
  return { delta, stock, events: [...events, ...eventsOfStock(variant, stock, variant.low_stock_threshold)] };
}
