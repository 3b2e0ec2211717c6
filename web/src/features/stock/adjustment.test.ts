import { expect, test } from 'vitest';
import { adjustmentOf, bulkOf, withCount } from './adjustment.ts';

const draft = { what: 'received', units: 24, note: ' ' } as const;

test('what came adds, what went takes out', () => {
  expect(adjustmentOf(draft, 3)).toEqual({ delta: 24, reason: 'received' });
  expect(adjustmentOf({ ...draft, what: 'damaged', units: 2, note: 'wet' }, 3)).toEqual({
    delta: -2,
    reason: 'damaged',
    note: 'wet',
  });
  expect(adjustmentOf({ ...draft, what: 'fewer', units: '' }, 3)).toEqual({ delta: null, reason: 'correction' });
});

test('a count says what was believed to be there', () => {
  expect(adjustmentOf({ ...draft, what: 'counted', units: 0 }, 3)).toEqual({
    stock: 0,
    expected_stock: 3,
    reason: 'counted',
  });
});

test('what a count expects is what was shown when it was begun', () => {
  const begun = withCount(new Map(), 'a', 1, 9);
  const typed = withCount(begun, 'a', 12, 8);
  expect(bulkOf(typed)).toEqual([{ variant_id: 'a', stock: 12, expected_stock: 9, reason: 'counted' }]);
  expect(bulkOf(withCount(typed, 'a', '', 8))).toEqual([]);
});
