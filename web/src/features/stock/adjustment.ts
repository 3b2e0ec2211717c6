import type { BodyOf, variantStock } from '@orderhouse/contracts';

/** What may have happened to a stock, in the words of who keeps it; each says what its number means. */
export const happenings = {
  received: { label: 'Received: adds', sign: 1, reason: 'received', units: 'Units that came' },
  returned: { label: 'Came back: adds', sign: 1, reason: 'returned', units: 'Units that came back' },
  damaged: { label: 'Damaged: takes out', sign: -1, reason: 'damaged', units: 'Units that are damaged' },
  lost: { label: 'Lost: takes out', sign: -1, reason: 'lost', units: 'Units that are lost' },
  more: { label: 'Correction: adds', sign: 1, reason: 'correction', units: 'Units to add' },
  fewer: { label: 'Correction: takes out', sign: -1, reason: 'correction', units: 'Units to take out' },
  counted: { label: 'Counted: sets it', sign: 0, reason: 'counted', units: 'Units that were counted' },
} as const;
export type Happening = keyof typeof happenings;

/** What is typed of an adjustment. */
export interface AdjustmentDraft extends Record<string, unknown> {
  what: Happening;
  units: number | '';
  note: string;
}

type Body = BodyOf<typeof variantStock.adjustStock>;
/** `null` stands for what has to be filled in: the contract refuses it at its field. */
type Unfilled = { [K in keyof Body]: Body[K] | null };

/** @param shown the stock that whoever adjusts it was shown. @returns the body of the adjustment. */
export function adjustmentOf({ what, units, note }: AdjustmentDraft, shown: number): Unfilled {
  const { sign, reason } = happenings[what];
  const told = { reason, ...(note.trim() !== '' && { note: note.trim() }) };
  if (sign === 0) return { ...told, stock: units === '' ? null : units, expected_stock: shown };
  return { ...told, delta: units === '' ? null : sign * units };
}

/** What was counted of a variant, and how many it was believed to have. */
export interface Counted {
  units: number;
  expected: number;
}
export type Counts = ReadonlyMap<string, Counted>;

/** @returns the counts with another one; `''` takes it back. What it was believed to have is what was shown first. */
export function withCount(counts: Counts, variantId: string, units: number | '', shown: number): Counts {
  const next = new Map(counts);
  if (units === '') next.delete(variantId);
  else next.set(variantId, { units, expected: counts.get(variantId)?.expected ?? shown });
  return next;
}

/** @returns what is sent for several counts, in their order. */
export function bulkOf(counts: Counts) {
  return [...counts].map(([variant_id, { units, expected }]) => ({
    variant_id,
    stock: units,
    expected_stock: expected,
    reason: 'counted' as const,
  }));
}
