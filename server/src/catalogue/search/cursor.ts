import { DomainError } from '../../platform/domain-error.ts';
import type { RankedPosition } from './find-statements.ts';
import { end_of_tiers, isRun, type Run } from './tiers.ts';

/**
 * Where a page of results ends: behind a hit of all that was ranked; behind a hit of a run of tiers; or where a run ended
 * and the next one begins.
 */
export type SearchPosition =
  | { after: RankedPosition; run: null }
  | { after: RankedPosition; run: Run }
  | { after: null; from: number };

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export function cursorOf(position: SearchPosition): string {
  const { after } = position;
  const parts =
    after === null
      ? [position.from]
      : [after.rank, after.units_sold, after.product_id, ...(position.run ? [position.run.from, position.run.to] : [])];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function refuse(): never {
  throw new DomainError('invalid_cursor', {
    errors: [{ pointer: 'cursor', code: 'invalid_cursor', detail: 'is not from a search' }],
  });
}

function parse(cursor: string): unknown[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(read) ? read : refuse();
  } catch {
    return refuse();
  }
}

/** @throws DomainError `invalid_cursor` */
export function positionOf(cursor: string | undefined): SearchPosition | null {
  if (cursor === undefined) return null;
  const parts = parse(cursor);
  const [rank, units_sold, product_id, from, to] = parts;
  if (parts.length === 1) return isCount(rank) && rank < end_of_tiers ? { after: null, from: rank } : refuse();
  if (!isCount(rank) || rank > 3 || !isCount(units_sold)) return refuse();
  if (typeof product_id !== 'string' || !uuid.test(product_id)) return refuse();
  const after = { rank, units_sold, product_id };
  if (parts.length === 3) return { after, run: null };
  const run = { from: Number(from), to: Number(to) };
  return isRun(run) ? { after, run } : refuse();
}
