import { readFile } from 'node:fs/promises';
import { admin, expect, expectAccessible, test, vendors } from './support/index.ts';

const csv = (name: string, ...lines: string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(`${lines.join('\n')}\n`),
});
const header = 'name;sku;unit_price;stock';

test('an admin brings in a catalogue, mends its errors, and sees the products', async ({ pageOf, server }) => {
  const page = await pageOf(admin.email);
  await page.goto('/imports');
  await expectAccessible(page);
  const lines = [header, 'Oak tray;TRAY-1;18.50;6', 'Ash tray;TRAY-2;1.299,00;4', 'Elm tray;TRAY-3;21.00;x'];
  await page.getByLabel('File to bring in').setInputFiles(csv('trays.csv', ...lines));

  // Its first rows are shown as they will be read.
  await expect(page.getByRole('columnheader', { name: 'unit_price' })).toBeVisible();
  await expect(page.getByRole('cell', { name: '1.299,00' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByText('1 product would be new, and 2 products would be refused.')).toBeVisible();
  await expect(page.getByRole('row', { name: /3.*unit_price.*1\.299,00.*refused/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /4.*stock.*x.*refused/ })).toBeVisible();
  await expectAccessible(page);
  const api = server.clientOf(admin.email);
  expect((await api.products.search({ query: { q: 'TRAY-1' } })).data).toEqual([]);

  // The refused rows come as a file, which is mended and brought in beside the others.
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download refused rows' }).click(),
  ]);
  const refused = await readFile(await download.path(), 'utf8');
  expect(refused).toContain('3,unit_price,');
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await expect(page.getByText('1 product is new, and 2 products were refused.')).toBeVisible();

  await page.getByRole('link', { name: 'Another file' }).click();
  const mended = refused.replace('"1.299,00"', '12.99').replace(',x', ',5');
  await page.getByLabel('File to bring in').setInputFiles(csv('trays.refused.csv', mended));
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByText('Nothing was changed yet. 2 products would be new.')).toBeVisible();
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await page.getByRole('link', { name: 'See the products' }).click();
  await expect(page.getByRole('row', { name: /Elm tray.*TRAY-3/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Ash tray.*TRAY-2.*£12\.99/ })).toBeVisible();
});

test('a file that cannot be read is told in words, and may be read otherwise at once', async ({ pageOf }) => {
  const page = await pageOf(vendors.home.email);
  await page.goto('/imports');
  const workbook = { name: 'stock.xlsx', mimeType: '', buffer: Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]) };
  await page.getByLabel('File to bring in').setInputFiles(workbook);
  await expect(page.getByRole('alert').filter({ hasText: 'stock.xlsx' })).toContainText('Save it as CSV UTF-8');

  const lines = ['name,sku,unit_price,colour', 'Jute rug,RUG-1,64.00,sand'];
  await page.getByLabel('File to bring in').setInputFiles(csv('rugs.csv', ...lines));
  // A vendor brings in products and nothing else.
  await expect(page.getByLabel('What is in it')).toHaveCount(0);
  await expect(page.getByText('No column of ours is called “colour”')).toBeVisible();
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByText('Line 1: no column of this format is named “colour”')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Read it otherwise' }).click();
  await page.getByLabel('Leave out columns that are not known').check();
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByText('Nothing was changed yet. 1 product would be new.')).toBeVisible();
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Imports' }).click();
  await expect(page.getByRole('row', { name: /rugs\.csv.*Checked/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /rugs\.csv.*Refused/ })).toBeVisible();
});

test('a large file is watched as it comes in, and stopped', async ({ pageOf, server }) => {
  const page = await pageOf(admin.email);
  await page.goto('/imports');
  const rows = Array.from({ length: 60_000 }, (_, index) => `Bead ${index};BEAD-${index};0.10;1`);
  await page.getByLabel('File to bring in').setInputFiles(csv('beads.csv', header, ...rows));
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByText('60,000 products would be new.')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await expect(page.getByText(/[1-9][\d,]* of 60,000 rows/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('button', { name: 'Stop it' }).click();
  await expect(page.getByText('It was stopped. What was brought in before is here and stays.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Go on with it' })).toBeVisible();
  const [last] = (await server.clientOf(admin.email).imports.list()).data;
  expect(last).toMatchObject({ status: 'cancelled', file_name: 'beads.csv' });
});
