import {
  type AdjustmentFault,
  type AdjustmentResult,
  OrderhouseError,
  type StockAdjustment,
  type StockLevel,
} from '@orderhouse/contracts';
import { numberFormat } from '../../lib/formats.ts';
import type { Tone } from '../../ui/status.tsx';

export const reasonWords: Readonly<Record<StockAdjustment['reason'], string>> = {
  initial: 'First stock',
  received: 'Received',
  counted: 'Counted',
  damaged: 'Damaged',
  lost: 'Lost',
  returned: 'Returned',
  correction: 'Correction',
};

/** @returns how well a variant is stocked. */
export function levelOf({ stock, is_low }: Pick<StockLevel, 'stock' | 'is_low'>): { word: string; tone: Tone } {
  if (stock === 0) return { word: 'Sold out', tone: 'bad' };
  return is_low ? { word: 'Running low', tone: 'waiting' } : { word: 'Enough', tone: 'good' };
}

/** @returns how much there is, with a sign: what came and what went. */
export function signed(delta: number, locale: string): string {
  return numberFormat(locale, { signDisplay: 'exceptZero' }).format(delta);
}

const faultWords: Readonly<Record<AdjustmentFault, (stock: number) => string>> = {
  not_found: () => 'It is sold no more.',
  stock_changed: (stock) => `Meanwhile there are ${stock}.`,
  insufficient_stock: (stock) => `There are only ${stock}.`,
  stock_too_large: () => 'That is more than can be kept.',
};

/** Why a change was not booked, and how many there are in truth, where that is why. */
export interface Refusal {
  words: string;
  stock: number | null;
}

const refusalOf = (code: string, stock: unknown): Refusal | null => {
  const tell = code in faultWords ? faultWords[code as AdjustmentFault] : undefined;
  if (!tell) return null;
  return { words: tell(Number(stock)), stock: typeof stock === 'number' ? stock : null };
};

/** @returns what an adjustment of one variant was refused for, where the stock is why. */
export function refusalIn(error: unknown): Refusal | null {
  if (!(error instanceof OrderhouseError)) return null;
  const [first] = error.errors as { code: string; stock?: unknown }[];
  return refusalOf(error.code, first?.stock);
}

/** @returns why each of several was not booked, by its place; those that were are not in it. */
export function refusalsIn(results: readonly AdjustmentResult[]): ReadonlyMap<number, Refusal> {
  const refused = new Map<number, Refusal>();
  for (const [index, { problem }] of results.entries()) {
    const refusal = problem && refusalOf(problem.code, problem.stock);
    if (refusal) refused.set(index, refusal);
  }
  return refused;
}

/** @returns the same of an answer that refuses all of them, where each error points at its adjustment. */
export function refusalsOfNone(error: unknown): ReadonlyMap<number, Refusal> {
  const refused = new Map<number, Refusal>();
  if (!(error instanceof OrderhouseError)) return refused;
  for (const { pointer, code, ...told } of error.errors as { pointer: string; code: string; stock?: unknown }[]) {
    const [, index] = /^\/adjustments\/(\d+)/.exec(pointer) ?? [];
    const refusal = refusalOf(code, told.stock);
    if (index !== undefined && refusal) refused.set(Number(index), refusal);
  }
  return refused;
}
