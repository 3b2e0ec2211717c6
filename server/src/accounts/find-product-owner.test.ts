import { expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { findProductOwner } from './index.ts';

const house = await openTestHouse();
const { runtime, storeId, people } = house;

test('products belong to whoever is named, else to the first active vendor, else to the first active admin', async () => {
  const ownerOf = async (email?: string) => (await findProductOwner(runtime, storeId, email))?.email;
  expect(await ownerOf(people.admin.email.toUpperCase())).toBe(people.admin.email);
  expect(await ownerOf('nobody@main.test')).toBeUndefined();
  expect(await ownerOf(people.strangeVendor.email)).toBeUndefined();
  const dismiss = (name: 'vendor' | 'otherVendor') =>
    house.as('admin').users.update({ params: { id: people[name].id }, body: { is_active: false } });
  expect(await ownerOf()).toBe(people.vendor.email);
  await dismiss('vendor');
  expect(await ownerOf()).toBe(people.otherVendor.email);
  await dismiss('otherVendor');
  expect(await ownerOf()).toBe(people.admin.email);
});
