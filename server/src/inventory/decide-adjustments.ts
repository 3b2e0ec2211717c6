import type { AdjustmentResults, StockAdjustment, StockAdjustmentInput } from '@orderhouse/contracts';
import type { NewEvent } from '../events/index.ts';
import { DomainError, type Fault } from '../platform/domain-error.ts';
import { type AdjustableVariant, decideAdjustment, misfitsOf, type RefusedAdjustment } from './stock.ts';

/** A variant that can be named by its SKU. */
export interface NamedVariant extends AdjustableVariant {
  sku_key: string;
}

/** What makes a row of an adjustment that was made. */
type Record = (variant: NamedVariant, input: StockAdjustmentInput, delta: number, stock: number) => StockAdjustment;

export interface DecidedAdjustments {
  answer: AdjustmentResults;
  rows: StockAdjustment[];
  /** Of each variant that was adjusted, by id. */
  stocks: Map<string, number>;
  events: NewEvent[];
}

const notFound: RefusedAdjustment = { code: 'not_found', field: '', detail: 'is no variant of yours' };

/** @throws DomainError `validation_failed` with every adjustment that says too little or too much */
export function refuseMisfits(inputs: readonly StockAdjustmentInput[]): void {
  const errors = inputs.flatMap((input, index): Fault[] => {
    const pointer = `/adjustments/${index}`;
    const isNamed = (input.sku === undefined) !== (input.variant_id === undefined);
    const naming = { pointer, code: 'one_of', detail: 'names either a sku or a variant_id' };
    return [...(isNamed ? [] : [naming]), ...misfitsOf(input, pointer)];
  });
  if (errors.length > 0) throw new DomainError('validation_failed', { errors });
}

/** @throws DomainError with the code of the first refusal, and all of them. */
function refuseAll(problems: readonly Fault[]): never {
  const [first] = problems;
  const code = first?.code === 'stock_too_large' ? 'validation_failed' : (first?.code as 'not_found' | undefined);
  throw new DomainError(code ?? 'internal_error', { detail: 'Nothing was adjusted.', errors: [...problems] });
}

/**
 * Decides adjustments one after the other, in the order sent: a later one of the same variant finds what the one before
 * left. One that cannot be made leaves the others as they are. Pure.
 *
 * @throws DomainError where none can be made, or one cannot and all or none are wanted
 */
export function decideAdjustments(
  variants: readonly NamedVariant[],
  inputs: readonly StockAdjustmentInput[],
  atomic: boolean,
  record: Record,
): DecidedAdjustments {
  const byId = new Map(variants.map((variant) => [variant.id, { ...variant }]));
  const bySku = new Map([...byId.values()].map((variant) => [variant.sku_key, variant]));
  const decided: DecidedAdjustments = {
    answer: { results: [], adjusted: 0, refused: 0 },
    rows: [],
    stocks: new Map(),
    events: [],
  };
  const { answer, rows, stocks, events } = decided;
  const problems: Fault[] = [];
  for (const [index, input] of inputs.entries()) {
    const { variant_id, sku = '' } = input;
    const variant = variant_id === undefined ? bySku.get(sku.toLowerCase()) : byId.get(variant_id.toLowerCase());
    const outcome = variant ? decideAdjustment(variant, input) : notFound;
    if (!variant || 'code' in outcome) {
      const { field, ...told } = outcome as RefusedAdjustment;
      const problem = { pointer: `/adjustments/${index}${field}`, ...told };
      problems.push(problem);
      answer.results.push({ problem });
      continue;
    }
    variant.stock = outcome.stock;
    const row = record(variant, input, outcome.delta, outcome.stock);
    rows.push(row);
    stocks.set(variant.id, outcome.stock);
    events.push(...outcome.events);
    answer.results.push({ adjustment: row });
  }
  if (problems.length > 0 && (atomic || rows.length === 0)) refuseAll(problems);
  answer.adjusted = rows.length;
  answer.refused = problems.length;
  return decided;
}
