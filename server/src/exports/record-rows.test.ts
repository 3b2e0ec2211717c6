import { Import, Shape, User } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { recordRows } from './record-rows.ts';

test('an object within stands in columns of its own, also where it may be missing; lists and free data as JSON', () => {
  const { columns } = recordRows(User);
  expect(columns).toEqual(expect.arrayContaining(['id', 'address_line1', 'address_postal_code', 'is_active']));
  expect(columns).not.toContain('address');
  expect(recordRows(Import).columns).toEqual(expect.arrayContaining(['pictures_failed', 'options_decimal', 'notes']));
  const { is_active, address } = User.properties;
  const { notes } = Import.properties;
  const { columns: few, rowOf } = recordRows(Shape({ is_active, address, notes }));
  const at = (name: string, row: unknown[]) => row[few.indexOf(name)];
  const row = rowOf({ is_active: false, address: { city: '=Rome' }, notes: ['a, b', 'c'] }, new Map());
  expect([at('is_active', row), at('address_city', row), at('address_region', row), at('notes', row)]).toEqual([
    'false',
    '=Rome',
    null,
    '["a, b","c"]',
  ]);
  expect(rowOf({ is_active: true, address: null, notes: [] }, new Map())).toHaveLength(few.length);
});

test('what the contract does not know is in no cell', () => {
  const { rowOf } = recordRows(Shape({ full_name: User.properties.full_name }));
  expect(rowOf({ full_name: 'Ada', password_hash: 'secret' }, new Map())).toEqual(['Ada']);
});

test('an id of somebody has its e-mail address beside it, where the caller may see that', () => {
  const { id } = User.properties;
  const { columns, rowOf } = recordRows(Shape({ actor_id: id, version: User.properties.version }), {
    actor_id: 'actor_email',
  });
  expect(columns).toEqual(['actor_id', 'actor_email', 'version']);
  expect(rowOf({ actor_id: 'a', version: 1 }, new Map([['a', 'ada@example.com']]))).toEqual([
    'a',
    'ada@example.com',
    1,
  ]);
  expect(rowOf({ actor_id: null, version: 2 }, new Map())).toEqual([null, null, 2]);
});
