import { expect, test } from 'vitest';
import { listRequest, pageFrom, pageOf, type Sort } from './keyset.ts';

const byName: Sort = { column: 'name', id: 'id', field: 'name', type: 'text', direction: 'asc' };
const rows = [
  { id: 1, name: 'a' },
  { id: 2, name: 'b' },
  { id: 3, name: 'c' },
];

test('a list is asked for 20 rows in its usual order, unless the query says otherwise', () => {
  expect(listRequest<'name' | '-name'>({}, '-name')).toMatchObject({ sort: '-name', limit: 20 });
  const asked = { sort: 'name', limit: 3, cursor: 'x', count: true } as const;
  expect(listRequest<'name' | '-name'>(asked, '-name')).toEqual(asked);
});

test('the row beyond the page is cut off and makes the cursor; the last page has none', () => {
  const page = pageFrom(byName, { sort: 'name', limit: 2 }, rows, undefined);
  expect(page.data).toEqual(rows.slice(0, 2));
  expect(JSON.parse(Buffer.from(page.next_cursor ?? '', 'base64url').toString())).toEqual(['name', 'b', 2]);
  expect(pageFrom(byName, { sort: 'name', limit: 3 }, rows, undefined)).toEqual({ data: rows, next_cursor: null });
});

test('rows are counted only where it is asked for', async () => {
  let counted = 0;
  const count = async () => {
    counted += 1;
    return 9;
  };
  const request = { sort: 'name', limit: 5 };
  expect(await pageOf(byName, request, Promise.resolve(rows), count)).not.toHaveProperty('total');
  expect(counted).toBe(0);
  expect(await pageOf(byName, { ...request, count: true }, Promise.resolve(rows), count)).toMatchObject({ total: 9 });
});
