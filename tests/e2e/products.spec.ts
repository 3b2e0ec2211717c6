import type { Page } from '@playwright/test';
import { picture } from '../support/pictures.ts';
import { admin, customers, expect, expectAccessible, test, vendors } from './support/index.ts';

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const [customer] = customers;
if (!customer) throw new Error('the demo has customers');

test('a vendor makes a product with a picture, and customers see it', async ({ pageOf, server }) => {
  const page = await pageOf(vendors.home.email);
  await page.goto('/manage/products');
  await page.getByRole('link', { name: 'New product' }).click();
  await expect(heading(page, 'New product')).toBeVisible();

  // What is missing is told at its field, before anything is sent.
  await page.getByRole('button', { name: 'Add product' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await expect(page.getByLabel('SKU')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);

  await page.getByLabel('Name', { exact: true }).fill('Brass storm lamp');
  await page.getByLabel('Description').fill('Burns for a night on one filling.');
  await page.getByRole('combobox', { name: 'Categories' }).fill('Light');
  await page.getByRole('option', { name: 'Lighting', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByLabel('SKU').fill('LAMP-1');
  await page.getByLabel('Price', { exact: true }).fill('24.50');
  await page.getByLabel('In stock').fill('12');
  await page.getByRole('button', { name: 'Add product' }).click();
  await expect(heading(page, 'Brass storm lamp')).toBeVisible();

  // A picture, and two files that are none: each has its own fate.
  await page.getByLabel('Picture files').setInputFiles([
    { name: 'lamp.jpg', mimeType: 'image/jpeg', buffer: await picture('jpeg', 400, 500) },
    { name: 'price-list.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') },
    { name: 'torn.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture at all') },
  ]);
  await expect(page.getByRole('img', { name: 'Picture 1' })).toBeVisible();
  const failed = page.getByRole('listitem').filter({ has: page.getByRole('alert') });
  await expect(failed).toHaveCount(2);
  await expect(failed.filter({ hasText: 'price-list.pdf' })).toContainText('not a picture');
  const text = page.getByLabel('What is to be seen');
  await text.fill('A lamp of brass on a window sill');
  await text.press('Enter');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expectAccessible(page);

  const found = await server.clientOf(customer.email).products.search({ query: { q: 'LAMP-1' } });
  expect(found.data[0]).toMatchObject({
    name: 'Brass storm lamp',
    variants: [{ sku: 'LAMP-1', unit_price: 2_450, stock: 12 }],
    images: [{ alt_text: 'A lamp of brass on a window sill' }],
  });

  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Products' }).click();
  await expect(page.getByRole('row', { name: /Brass storm lamp.*LAMP-1.*On sale.*£24\.50.*12/ })).toBeVisible();
  await expectAccessible(page);
});

test('variants are told apart, and a SKU that is taken is told at its variant', async ({ pageOf, server }) => {
  const page = await pageOf(vendors.home.email);
  await page.goto('/manage/products/new');
  await page.getByLabel('Name', { exact: true }).fill('Paper star');
  await page.getByText('Several, such as sizes').click();
  await page.getByRole('combobox', { name: 'What the variants differ in' }).fill('Size');
  await page.keyboard.press('Enter');
  for (const [index, size] of ['S', 'L'].entries()) {
    await page.getByLabel('Size', { exact: true }).nth(index).fill(size);
    await page
      .getByLabel('Price', { exact: true })
      .nth(index)
      .fill(`${index + 2}.00`);
  }
  await page.getByLabel('SKU').nth(0).fill('STAR-S');
  await page.getByLabel('SKU').nth(1).fill('71053');
  await page.getByRole('button', { name: 'Add product' }).click();
  await expect(page.getByLabel('SKU').nth(1)).toHaveAccessibleDescription(/71053 is the SKU of another variant/);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Paper star');
  await page.getByLabel('SKU').nth(1).fill('STAR-L');
  await page.getByRole('button', { name: 'Add product' }).click();
  await expect(heading(page, 'Paper star')).toBeVisible();

  // One is changed, one is removed; the last one stays.
  const large = page.getByRole('row', { name: /STAR-L/ });
  await large.hover();
  await large.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'L' });
  await dialog.getByLabel('Price', { exact: true }).fill('4.50');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(large).toContainText('£4.50');
  await page
    .getByRole('row', { name: /STAR-S/ })
    .getByRole('button', { name: 'Remove' })
    .click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByRole('row', { name: /STAR-S/ })).toHaveCount(0);
  const [product] = (await server.clientOf(customer.email).products.search({ query: { q: 'STAR-L' } })).data;
  expect(product?.variants.map(({ sku, options }) => [sku, options])).toEqual([['STAR-L', { Size: 'L' }]]);
  await large.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'at least one variant' })).toBeVisible();
});

test('two people change one product: nothing is written over unseen, and nothing typed is lost', async ({
  pageOf,
  server,
}) => {
  const vendor = server.clientOf(vendors.kitchen.email);
  const body = { name: 'Tin mug', sku: 'MUG-1', unit_price: 600 };
  const { id } = await vendor.products.create({ body });
  const page = await pageOf(admin.email);
  await page.goto(`/manage/products/${id}`);
  await page.getByLabel('Description').fill('Keeps the tea warm.');
  await vendor.products.update({ params: { id }, body: { name: 'Enamel mug' } });
  await expect(page.getByText('Somebody else has changed this meanwhile')).toBeVisible();
  await expect(page.getByLabel('Description')).toHaveValue('Keeps the tea warm.');
  await page.getByRole('button', { name: 'Show theirs instead' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Enamel mug');
  await page.getByLabel('Description').fill('Keeps the tea warm.');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const saved = await vendor.products.get({ params: { id } });
  expect(saved).toMatchObject({ name: 'Enamel mug', description: 'Keeps the tea warm.' });
});

test('the list is narrowed by its address; archiving is undone, deleting is asked about', async ({
  pageOf,
  server,
}) => {
  const vendor = server.clientOf(vendors.party.email);
  const body = { name: 'Crepe garland', sku: 'GARLAND-1', unit_price: 450, stock: 3 };
  const { id } = await vendor.products.create({ body });
  const page = await pageOf(vendors.party.email);
  await page.goto('/manage/products');
  await page.getByLabel('Find').fill('crepe garl');
  await expect(page).toHaveURL(/q=crepe/);
  const row = page.getByRole('row', { name: /Crepe garland/ });
  await row.hover();
  await row.getByRole('button', { name: 'Archive' }).click();
  await expect(row).toContainText('Archived');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toContainText('On sale');
  await expect(page.getByText('Crepe garland is on sale.')).toBeVisible();
  expect((await vendor.products.get({ params: { id } })).status).toBe('active');

  await row.hover();
  await row.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show all products' }).click();
  await expect(page).toHaveURL(/\/manage\/products$/);
  await expect(page.getByLabel('Find')).toHaveValue('');
});
