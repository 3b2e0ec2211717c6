import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { prunesOf } from '../server/src/prunes.ts';
import { sentenceOf } from '../web/src/features/imports/sentence.ts';
import { knownTasks } from '../web/src/features/jobs/task-words.ts';
import { rowsOfReport } from '../web/src/features/system/report-rows.ts';

const server = resolve(import.meta.dirname, '../server/src');
const keep = {
  idempotency_keys_keep_days: 1,
  sessions_keep_days: 1,
  notifications_keep_days: 1,
  webhook_deliveries_keep_days: 1,
  imports_keep_days: 1,
};

/** @returns the code of the server, or of a part of it, without its tests. */
function sourcesOf(part = ''): string[] {
  return readdirSync(join(server, part), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(server, part, path), 'utf8'));
}

test('the web app has words for every task that can fail', () => {
  const tasks = sourcesOf().flatMap((text) =>
    [...text.matchAll(/\b\w*[tT]ask = '([\w.]+)'/g)].map((match) => match[1]),
  );
  expect(tasks).toContain('mail.send');
  expect([...knownTasks].sort()).toEqual(tasks.sort());
});

test('the web app has words of its own for every option of the API that an import advises', () => {
  // What is put into a text is no word of it.
  const texts = sourcesOf('imports').flatMap((text) =>
    [...text.matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map((match) =>
      (match[1] ?? match[2] ?? '').replaceAll(/\$\{[^}]*\}/g, '…'),
    ),
  );
  const advice = texts.filter(
    (text) => / /.test(text) && /\b[a-z]+(?:_[a-z]+)*=[\w,-]/.test(text) && !/charset=/.test(text),
  );
  expect(advice).toContain('leave it out, or say unknown_columns=ignore');
  expect(advice.map(sentenceOf).filter((told) => /[a-z]=|_/.test(told))).toEqual([]);
});

test('the web app has words for everything that is kept for a time only', () => {
  const names = prunesOf(keep, {} as never, { error: () => undefined }).map(({ name }) => name);
  const pruned = Object.fromEntries(names.map((name) => [name, 1]));
  const rows = rowsOfReport({ processed_orders: 0, failed_orders: 0, pruned, complete: true });
  expect(rows).toHaveLength(1 + names.length);
  expect(rows.filter(([words]) => words.startsWith('Deleted of'))).toEqual([]);
});
