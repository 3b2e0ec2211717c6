import { expect, test } from 'vitest';
import { armsOf, pricesLeft } from './list-arms.ts';

const mine = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b';
const theirs = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a2c';
const admin = { role: 'admin', actorId: theirs } as const;
const vendor = { role: 'vendor', actorId: mine } as const;
const buyers = [
  { role: 'customer', actorId: mine },
  { role: 'anonymous', actorId: null },
] as const;

const arms = (...found: (readonly [status: string, vendor_id: string | null])[]) =>
  found.map(([status, vendor_id]) => ({ status, vendor_id }));

test('an admin has all of every vendor, or what is asked for', () => {
  expect(armsOf(admin, {})).toEqual(arms(['draft', null], ['active', null], ['archived', null]));
  expect(armsOf(admin, { status: 'archived,draft' })).toEqual(arms(['draft', null], ['archived', null]));
  expect(armsOf(admin, { status: 'draft', vendor_id: mine.toUpperCase() })).toEqual(arms(['draft', mine]));
});

test('a vendor has what is active of all, and the rest of its own alone', () => {
  expect(armsOf(vendor, {})).toEqual(arms(['draft', mine], ['active', null], ['archived', mine]));
  expect(armsOf(vendor, { vendor_id: mine.toUpperCase() })).toEqual(
    arms(['draft', mine], ['active', mine], ['archived', mine]),
  );
  expect(armsOf(vendor, { vendor_id: theirs })).toEqual(arms(['active', theirs]));
  expect(armsOf(vendor, { status: 'draft', vendor_id: theirs })).toEqual([]);
  expect(armsOf({ role: 'vendor', actorId: null }, {})).toEqual(arms(['active', null]));
});

test.each(buyers)('a $role has what is active, whatever is asked for', (buyer) => {
  expect(armsOf(buyer, {})).toEqual(arms(['active', null]));
  expect(armsOf(buyer, { vendor_id: mine })).toEqual(arms(['active', mine]));
  expect(armsOf(buyer, { status: 'draft,active' })).toEqual(arms(['active', null]));
  expect(armsOf(buyer, { status: 'draft', vendor_id: mine })).toEqual([]);
});

test('a status that is named twice is one part', () => {
  expect(armsOf(admin, { status: 'active,active' })).toEqual(arms(['active', null]));
});

test('of a list by price nothing before the cursor is left to look through', () => {
  const behind = (sort: string, value: number | string) => ({
    ...{ sort, limit: 20, cursor: Buffer.from(JSON.stringify([sort, value, mine])).toString('base64url') },
  });
  const rising = { field: 'unit_price_from', direction: 'asc' } as const;
  const falling = { ...rising, direction: 'desc' } as const;
  const query = { price_min: 100, price_max: 900 };
  expect(pricesLeft(query, rising, behind('unit_price', 400))).toEqual({ price_min: 400, price_max: 900 });
  expect(pricesLeft(query, falling, behind('-unit_price', 400))).toEqual({ price_min: 100, price_max: 400 });
  expect(pricesLeft(query, rising, behind('unit_price', 50))).toEqual(query);
  expect(pricesLeft({}, falling, behind('-unit_price', 400))).toEqual({});
  expect(pricesLeft(query, { field: 'name', direction: 'asc' }, behind('name', '400'))).toEqual(query);
  expect(pricesLeft(query, rising, { sort: 'unit_price', limit: 20 })).toEqual(query);
});
