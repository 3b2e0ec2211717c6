import { admin, expect, expectAccessible, test, vendors } from './support/index.ts';

test('stock is adjusted with its reason, and its history tells', async ({ pageOf, server }) => {
  const vendor = server.clientOf(vendors.home.email);
  const { id, variants } = await vendor.products.create({
    body: { name: 'Rush basket', sku: 'BASKET-1', unit_price: 1_500, stock: 0 },
  });
  const page = await pageOf(vendors.home.email);
  await page.goto('/manage/stock?low=true');
  await page.getByRole('button', { name: 'Adjust BASKET-1' }).focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Stock' });
  await drawer.getByLabel('Units that came').fill('24');
  await drawer.getByLabel('Note').fill('Two crates');
  await drawer.getByRole('button', { name: 'Book it' }).click();
  await expect(drawer.getByText('+24')).toBeVisible();
  await expect(drawer.getByText('Two crates')).toBeVisible();
  await expectAccessible(page);

  // The same once more is booked once more.
  await drawer.getByLabel('Units that came').fill('24');
  await drawer.getByLabel('Note').fill('Two crates');
  await drawer.getByRole('button', { name: 'Book it' }).click();
  await expect(drawer.getByText('+24')).toHaveCount(2);

  // Somebody sells three while it is counted.
  await drawer.getByRole('combobox', { name: 'What happened' }).click();
  await page.getByRole('option', { name: 'Counted: sets it' }).click();
  await drawer.getByLabel('Units that were counted').fill('40');
  const [variant] = variants;
  await vendor.variants.adjustStock({
    params: { id: variant?.id ?? '' },
    body: { delta: -3, reason: 'lost' },
  });
  await drawer.getByRole('button', { name: 'Book it' }).click();
  await expect(drawer.getByText('Meanwhile there are 45.')).toBeVisible();
  await drawer.getByRole('button', { name: '40 is what was counted all the same' }).click();
  await expect(drawer.getByText('Counted', { exact: true })).toBeVisible();
  expect((await vendor.products.get({ params: { id } })).variants[0]?.stock).toBe(40);

  await drawer.getByLabel('Warn when so many are left').fill('50');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('row', { name: /BASKET-1.*Running low.*50.*40/ })).toBeVisible();
});

test('shelves are counted together: each row has its result', async ({ pageOf, server }) => {
  const vendor = server.clientOf(vendors.kitchen.email);
  const made = await Promise.all(
    ['JAR-1', 'JAR-2'].map((sku) =>
      vendor.products.create({ body: { name: `Jam jar ${sku}`, sku, unit_price: 300, stock: 0 } }),
    ),
  );
  const page = await pageOf(vendors.kitchen.email);
  await page.goto('/manage/stock?low=true');
  await page.getByRole('searchbox', { name: 'SKU' }).fill('jar-');
  await expect(page).toHaveURL(/sku=jar-/);
  await expect(page.getByRole('row')).toHaveCount(3);
  await page.getByRole('button', { name: 'Count the shelves' }).click();
  await page.getByLabel('Counted of Jam jar JAR-1, JAR-1').fill('5');
  await page.getByLabel('Counted of Jam jar JAR-2, JAR-2').fill('7');
  page.once('dialog', (asks) => asks.dismiss());
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByLabel('Counted of Jam jar JAR-2, JAR-2')).toHaveValue('7');
  const second = made[1]?.variants[0]?.id ?? '';
  await vendor.variants.adjustStock({ params: { id: second }, body: { delta: 2, reason: 'received' } });
  const row = page.getByRole('row', { name: /JAR-2/ });
  await expect(row.getByText('Meanwhile there are 2.')).toBeVisible();
  await page.getByRole('button', { name: 'Book the counts' }).click();
  await expect(page.getByText('1 booked, 1 not: see their rows.')).toBeVisible();
  await row.getByRole('button', { name: '7 all the same' }).click();
  await page.getByRole('button', { name: 'Book the counts' }).click();
  await expect(page.getByText('1 booked.')).toBeVisible();
  const stocks = made.map(async ({ id }) => (await vendor.products.get({ params: { id } })).variants[0]?.stock);
  expect(await Promise.all(stocks)).toEqual([5, 7]);
  await expectAccessible(page);
});

test('categories are made, put in their order, and deleted with a word on what was in them', async ({
  pageOf,
  server,
}) => {
  const api = server.clientOf(admin.email);
  const page = await pageOf(admin.email);
  await page.goto('/manage/categories');
  await page.getByRole('button', { name: 'Add below Home' }).click();
  const added = page.getByRole('dialog', { name: 'New category' });
  await added.getByLabel('Name').fill('Lighting');
  await added.getByRole('button', { name: 'Add category' }).click();
  await expect(added.getByText('Another category in the same place has this address already.')).toBeVisible();
  await added.getByLabel('Name').fill('Candles');
  page.once('dialog', (asks) => asks.dismiss());
  await page.keyboard.press('Escape');
  await expect(added.getByLabel('Name')).toHaveValue('Candles');
  await added.getByRole('button', { name: 'Add category' }).click();
  const up = page.getByRole('button', { name: 'Move Candles up' });
  await up.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Candles is now number 3 of 4.')).toBeAttached();
  await expectAccessible(page);
  await expect
    .poll(async () => (await api.categories.list()).data.find(({ name }) => name === 'Candles')?.position)
    .toBe(2);

  const tree = (await api.categories.list()).data;
  const candles = tree.find(({ name }) => name === 'Candles');
  const home = tree.find(({ path }) => path === 'home');
  const { id } = await api.products.create({
    body: { name: 'Beeswax candle', sku: 'CANDLE-1', unit_price: 500, category_ids: [candles?.id ?? ''] },
  });
  await expect(page.getByRole('link', { name: '1 product in Candles' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete Candles' }).click();
  const asked = page.getByRole('dialog', { name: 'Delete Candles?' });
  await asked.getByLabel('They stand in Home then').check();
  await expectAccessible(page);
  await asked.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('button', { name: 'Delete Candles' })).toHaveCount(0);
  expect((await api.products.get({ params: { id } })).category_ids).toEqual([home?.id]);
});
