import type { Product } from '@orderhouse/contracts';
import type { Page } from '@playwright/test';
import { customers, expect, expectAccessible, test, vendors } from './support/index.ts';
import type { DemoServer } from './support/server.ts';

const [, oliver, amelia, harry, isla] = customers;
if (!oliver || !amelia || !harry || !isla) throw new Error('the demo has five customers');

/** A product of its own for each test, so that none takes another one's stock. */
const sell = (server: DemoServer, name: string, stock: number): Promise<Product> => {
  const sku = `E2E-${name.toUpperCase().replaceAll(' ', '-')}`;
  return server.clientOf(vendors.home.email).products.create({ body: { name, sku, unit_price: 1_250, stock } });
};

async function takeToCheckout(page: Page, product: Product): Promise<void> {
  await page.goto(`/products/${product.id}`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('link', { name: 'To the cart' }).click();
  await page.getByRole('link', { name: 'To the checkout' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Checkout' })).toBeVisible();
}

/** How many orders of a customer have a product in them. */
async function ordersWith(server: DemoServer, email: string, product: Product): Promise<number> {
  const { data } = await server.clientOf(email).orders.list({ query: { limit: 50 } });
  return data.filter(({ lines }) => lines.some(({ variant_id }) => variant_id === product.variants[0]?.id)).length;
}

test('of two who want the last unit the second is refused with words that help, and loses nothing', async ({
  pageOf,
  server,
}) => {
  const last = await sell(server, 'The last teapot', 1);
  const other = await sell(server, 'A plain cup', 9);
  const [first, second] = [await pageOf(oliver.email), await pageOf(amelia.email)];
  await takeToCheckout(first, last);
  await second.goto(`/products/${other.id}`);
  await second.getByRole('button', { name: 'Add to cart' }).click();
  await takeToCheckout(second, last);
  await second.getByLabel('Notes for your order (optional)').fill('For my aunt');

  await first.getByRole('button', { name: 'Place order' }).click();
  await expect(first).toHaveURL(/\/orders\//);
  await second.getByRole('button', { name: 'Place order' }).click();
  await expect(second.getByText('Sold out meanwhile.')).toBeVisible();
  await expect(second.getByText('There is not enough of something in your cart.')).toBeVisible();
  await expectAccessible(second);
  await second.getByRole('button', { name: 'Take it out: The last teapot' }).click();
  await expect(second.getByLabel('Notes for your order (optional)')).toHaveValue('For my aunt');
  await second.getByRole('button', { name: 'Place order' }).click();
  await expect(second).toHaveURL(/\/orders\//);
  expect(await ordersWith(server, amelia.email, last)).toBe(0);
  expect(await ordersWith(server, amelia.email, other)).toBe(1);
});

test('a double click on “Place order” makes one order', async ({ pageOf, server }) => {
  const bowl = await sell(server, 'A blue bowl', 9);
  const page = await pageOf(harry.email);
  await takeToCheckout(page, bowl);
  await page.getByRole('button', { name: 'Place order' }).dblclick();
  await expect(page).toHaveURL(/\/orders\//);
  expect(await ordersWith(server, harry.email, bowl)).toBe(1);
});

test('an order whose answer is lost is sent again, after a reload too, and placed once', async ({ pageOf, server }) => {
  const jug = await sell(server, 'The last jug', 1);
  const page = await pageOf(isla.email);
  await takeToCheckout(page, jug);
  await page.getByLabel('Phone (optional)').fill('+44 1632 960 999');
  await page.route('**/api/v1/orders', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByText('We did not hear whether this order arrived.')).toBeVisible({ timeout: 30_000 });
  await page.unroute('**/api/v1/orders');
  await page.reload();
  await expect(page.getByLabel('Phone (optional)')).toHaveValue('+44 1632 960 999');
  // Its own order took the last one, which is nothing to be held against it.
  await expect(page.getByText('Sold out meanwhile.')).toBeHidden();
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page).toHaveURL(/\/orders\//);
  expect(await ordersWith(server, isla.email, jug)).toBe(1);
});

test('an order whose answer is lost is placed once, although sending it again is refused at first', async ({
  pageOf,
  server,
}) => {
  const mug = await sell(server, 'A large mug', 9);
  const page = await pageOf(isla.email);
  await takeToCheckout(page, mug);
  let isLost = true;
  const code = 'rate_limited';
  await page.route('**/api/v1/orders', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    if (isLost) {
      await route.fetch();
      return route.abort('connectionreset');
    }
    const problem = { type: 'about:blank', title: 'Too many requests', status: 429, code };
    return route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
  const place = page.getByRole('button', { name: 'Place order' });
  await place.click();
  await expect(page.getByText('We did not hear whether this order arrived.')).toBeVisible({ timeout: 30_000 });
  isLost = false;
  await place.click();
  await expect(page.getByText('That was too much at once.')).toBeVisible({ timeout: 30_000 });
  await page.unroute('**/api/v1/orders');
  await place.click();
  await expect(page).toHaveURL(/\/orders\//);
  expect(await ordersWith(server, isla.email, mug)).toBe(1);
});

test('a field that is not filled in is told at its place, and one that pays now may be declined', async ({
  pageOf,
  server,
}) => {
  const vase = await sell(server, 'A tall vase', 9);
  const page = await pageOf(harry.email);
  await takeToCheckout(page, vase);
  await page.getByLabel('Town or city').fill('');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByLabel('Town or city')).toBeFocused();
  await expect(page.getByText('Fill this in.')).toBeVisible();
  await page.getByLabel('Town or city').fill('Edinburgh');
  await page.getByRole('radio', { name: 'Pay now (demo)' }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Payment' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Have it declined' }).click();
  await expect(page.getByText(/was cancelled\. Your cart is as it was\.$/)).toBeVisible();
  await page.getByRole('link', { name: 'To the checkout' }).click();
  await page.getByRole('radio', { name: 'Pay now (demo)' }).check();
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.getByRole('button', { name: /^Pay/ }).click();
  await expect(page.getByText(/^Thank you! Order \d+ is placed and paid\.$/)).toBeVisible();
  await expect(page.getByText('Paid', { exact: true })).toBeVisible();
});
