import { expect, test } from 'vitest';
import { rowsOfReport } from './report-rows.ts';

test('tells of what was deleted only where there was something', () => {
  const pruned = { sessions: 4, refresh_tokens: 0, old_files: 2 };
  expect(rowsOfReport({ processed_orders: 3, failed_orders: 0, pruned, complete: true })).toEqual([
    ['Orders sent to processing', 3],
    ['Old sessions deleted', 4],
    ['Deleted of old files', 2],
  ]);
});
