import { expect, test } from 'vitest';
import { figuresOf, stateOf, verdictOf } from './words.ts';

const row = {
  kind: 'products',
  dry_run: true,
  created: 1_200,
  updated: 1,
  unchanged: 4,
  refused: 2,
  warnings: 0,
} as const;

test('a dry run tells what would be, a run what is', () => {
  expect(verdictOf(row, 'en-GB')).toBe(
    '1,200 products would be new, 1 product would change, and 2 products would be refused.',
  );
  expect(verdictOf({ ...row, dry_run: false, updated: 0 }, 'en-GB')).toBe(
    '1,200 products are new, and 2 products were refused.',
  );
  expect(verdictOf({ ...row, created: 0, updated: 0, refused: 0 }, 'en-GB')).toMatch(/here already/);
  expect(verdictOf({ ...row, kind: 'orders', dry_run: false, created: 1, updated: 0, refused: 0 }, 'en-GB')).toBe(
    '1 order is new.',
  );
});

test('orders are never changed by an import', () => {
  expect(figuresOf({ ...row, kind: 'orders' }).map(({ label }) => label)).not.toContain('would change');
  expect(figuresOf(row).find(({ isBad }) => isBad)?.count).toBe(2);
});

test('a checked file is not yet done', () => {
  expect(stateOf({ status: 'finished', dry_run: true }).word).toBe('Checked');
  expect(stateOf({ status: 'finished', dry_run: false }).word).toBe('Done');
  expect(stateOf({ status: 'failed', dry_run: true }).word).toBe('Refused');
});
