import { customers, expect, expectAccessible, signIn, test, vendors } from './support/index.ts';

const [grace, oliver] = customers;
if (!grace || !oliver) throw new Error('the demo has two customers');

test('a visitor finds something by a misspelt word, opens an account on the way, and buys it', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Best sellers' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search the shop' }).fill('lantrn');
  await expect(page.getByText('Showing results for lantern')).toBeVisible();
  await expect(page).toHaveURL(/\?q=lantrn$/);
  await page.getByRole('link', { name: 'White metal lantern' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'White metal lantern' })).toBeVisible();
  await page.getByRole('button', { name: 'One more' }).click();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByRole('link', { name: 'Cart, 2 articles' })).toBeVisible();
  await page.getByRole('link', { name: 'To the cart' }).click();
  await page.getByRole('link', { name: 'To the checkout' }).click();

  await page.getByRole('link', { name: 'Open an account' }).click();
  await page.getByLabel('Your name').fill('Wren Holloway');
  await page.getByLabel('E-mail address').fill('wren@example.com');
  await page.getByLabel('Password', { exact: true }).fill('A-lantern-4-me');
  await page.getByRole('button', { name: 'Open an account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Checkout' })).toBeVisible();
  await expect(page.getByLabel('Name on the parcel')).toHaveValue('Wren Holloway');
  await page.getByLabel('Street and number').fill('3 Chapel Street');
  await page.getByLabel('Town or city').fill('York');
  await page.getByLabel('Postcode').fill('YO1 7BN');
  await expect(page.getByRole('checkbox', { name: 'Remember this as my address' })).toBeChecked();
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  await expect(page.getByText(/^Thank you! Order \d+ is placed\.$/)).toBeVisible();
  await expect(page.getByText('White metal lantern')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Cart, 0 articles' })).toBeVisible();

  // The next time the address is there already.
  await page.goto('/?q=lantern');
  await page.getByRole('link', { name: 'White metal lantern' }).first().click();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('link', { name: 'To the cart' }).click();
  await page.getByRole('link', { name: 'To the checkout' }).click();
  await expect(page.getByLabel('Street and number')).toHaveValue('3 Chapel Street');
});

test('filters stand in the address: a view can be shared, and the way back leads through them', async ({
  page,
  server,
}) => {
  await page.goto('/');
  const filters = page.getByRole('complementary', { name: 'Filters' });
  await filters.getByRole('link', { name: /^Kitchen/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Kitchen' })).toBeVisible();
  await filters.getByRole('link', { name: /^Baking/ }).click();
  await filters.getByRole('textbox', { name: 'Lowest price' }).fill('5');
  await filters.getByRole('textbox', { name: 'Highest price' }).fill('1');
  await filters.getByRole('button', { name: 'Set' }).click();
  await expect(page.getByRole('link', { name: '£1.00 – £5.00: take this filter away' })).toBeVisible();
  await filters.getByRole('checkbox', { name: 'In stock only' }).check();
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('Price, highest first');
  await expect(page).toHaveURL(/sort=-unit_price/);
  const names = page.getByRole('main').getByRole('heading', { level: 3 });
  const query = { category: 'kitchen/baking', price_min: 100, price_max: 500, available: true } as const;
  const { data } = await server.clientOf(grace.email).products.list({ query: { ...query, sort: '-unit_price' } });
  const shown = data.map(({ name }) => name);
  expect(shown.length).toBeGreaterThan(1);
  await expect(names).toHaveText(shown);
  await page.reload();
  await expect(names).toHaveText(shown);
  await page.goBack();
  await page.goBack();
  await expect(filters.getByRole('checkbox', { name: 'In stock only' })).not.toBeChecked();
  await expect(page.getByRole('link', { name: '£1.00 – £5.00: take this filter away' })).toBeVisible();

  const words = page.getByRole('searchbox');
  await words.fill('tin');
  await expect(page).toHaveURL(/q=tin/);
  await page.goBack();
  await expect(words).toHaveValue('');
  await page.goForward();
  await expect(words).toHaveValue('tin');
});

test('of a product with variants, one that exists is chosen, and what is left of it is told', async ({
  page,
  server,
}) => {
  const variants = [
    { sku: 'E2E-LAMP-SW', options: { size: 'Small', glaze: 'White' }, unit_price: 4_900, stock: 20 },
    { sku: 'E2E-LAMP-LW', options: { size: 'Large', glaze: 'White' }, unit_price: 7_900, stock: 0 },
    { sku: 'E2E-LAMP-LI', options: { size: 'Large', glaze: 'Ink' }, unit_price: 8_400, stock: 2 },
  ];
  const body = { name: 'Stoneware lamp', description: 'Thrown by hand.', variants };
  const lamp = await server.clientOf(vendors.home.email).products.create({ body });
  await page.goto(`/products/${lamp.id}`);
  await expect(page.getByText('In stock', { exact: true })).toBeVisible();
  await page.getByRole('radio', { name: /^Ink/ }).check();
  await expect(page.getByText('There is Ink in Large only.')).toBeVisible();
  await expect(page.getByText('£84.00')).toBeVisible();
  await expect(page.getByText('Only 2 left')).toBeVisible();
  await expect(page).toHaveURL(/variant=E2E-LAMP-LI$/);
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Quantity of Stoneware lamp, Large, Ink' }).fill('9');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByText('All 2 that are left are in your cart.')).toBeVisible();
  await page.getByRole('radio', { name: /^White.*sold out/ }).check();
  await expect(page.getByRole('button', { name: 'Sold out' })).toBeDisabled();
});

test('the cart tells what has changed since: a price, and what is left', async ({ page, server }) => {
  const vendor = server.clientOf(vendors.home.email);
  const input = { name: 'Beeswax candle', sku: 'E2E-CANDLE', unit_price: 500, stock: 4 };
  const candle = await vendor.products.create({ body: input });
  const variant = { id: candle.variants[0]?.id ?? '' };
  await page.goto(`/products/${candle.id}`);
  await page.getByRole('textbox', { name: 'Quantity of Beeswax candle' }).fill('3');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByRole('link', { name: 'Cart, 3 articles' })).toBeVisible();
  await vendor.variants.update({ params: variant, body: { unit_price: 600 } });
  await vendor.variants.adjustStock({ params: variant, body: { delta: -2, reason: 'correction' } });
  await page.goto('/cart');
  await expect(page.getByText('The price has changed from £5.00 to £6.00.')).toBeVisible();
  await expect(page.getByText('Only 2 left.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'To the checkout' })).toBeHidden();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Take 2 of Beeswax candle' }).click();
  await expect(page.getByRole('region', { name: 'Sum' })).toContainText('£12.00');
  await expect(page.getByRole('link', { name: 'To the checkout' })).toBeVisible();
  await page.getByRole('button', { name: 'Take out Beeswax candle' }).click();
  await expect(page.getByRole('heading', { name: 'Your cart is empty' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('textbox', { name: 'Quantity of Beeswax candle' })).toHaveValue('2');
});

test('each room of the shop can be used by everybody, on a phone too', async ({ page }) => {
  const loaded = () => expect(page.getByRole('main').getByRole('status', { name: /^Loading/ })).toHaveCount(0);
  await page.goto('/');
  await loaded();
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  const isWide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(await isWide()).toBe(false);
  await page.getByRole('button', { name: 'Filters' }).click();
  await expect(page.getByRole('button', { name: 'Show products' })).toBeVisible();
  await expectAccessible(page);
  await page.goto('/?q=no-such-thing-at-all');
  await expect(page.getByRole('heading', { name: 'There is no “no-such-thing-at-all” in the shop' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'See everything' }).click();
  await expect(page).toHaveURL(/\/$/);
  await page.goto('/products/00000000-0000-4000-8000-000000000000');
  await expect(page.getByRole('heading', { name: 'This product is not here' })).toBeVisible();
  await signIn(page, oliver.email);
  await page.goto('/checkout');
  await expect(page.getByRole('heading', { name: 'There is nothing to order yet' })).toBeVisible();
  await expectAccessible(page);
});

test('the first load of the catalogue takes no more than 200 kB of compressed script', async ({ page }) => {
  const scripts: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.sizes().then((sizes) => sizes.responseBodySize));
  });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Best sellers' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(200_000);
});
