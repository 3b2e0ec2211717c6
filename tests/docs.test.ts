import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventTypes, limits, problems } from '@orderhouse/contracts';
import { expect, test } from 'vitest';

const guide = readFileSync(join(import.meta.dirname, '../docs/api.md'), 'utf8');

test('docs/api.md lists every problem as the contracts have it', () => {
  const [, table = ''] = /<!-- problems: begin[^>]*-->\n([\s\S]*?)\n<!-- problems: end -->/.exec(guide) ?? [];
  const rows = Object.entries(problems).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`);
  expect(table.split('\n')).toEqual(['| code | status | what it says |', '|---|---|---|', ...rows]);
});

test('ARCHITECTURE.md lists every type of event once', () => {
  const architecture = readFileSync(join(import.meta.dirname, '../ARCHITECTURE.md'), 'utf8');
  const [, table = ''] = /\| type \| when \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(architecture) ?? [];
  const listed = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)]);
  expect(listed.map((match) => match[1]).sort()).toEqual([...eventTypes].sort());
});

test('docs/api.md has the limits as the contracts have them', () => {
  expect(guide).toContain(`(1 to ${limits.page_max}, ${limits.page_default} unless said)`);
  expect(limits.body_bytes_max).toBe(1024 * 1024);
});
