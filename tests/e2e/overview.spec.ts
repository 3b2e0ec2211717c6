import type { Client, Order } from '@orderhouse/contracts';
import { admin, customers, expect, expectAccessible, test, vendors } from './support/index.ts';

const [customer] = customers;
if (!customer) throw new Error('the demo has no customers');
const shipping_address = customer.address;

/** Places an order of one unit of whatever there is, as somebody does elsewhere. */
async function placeOrder(client: Client): Promise<Order> {
  for await (const { variants } of client.products.list.all({ query: { available: true, limit: 100 } })) {
    const variant = variants.find(({ stock }) => stock > 0);
    if (variant) return client.orders.place({ body: { lines: [{ sku: variant.sku, quantity: 1 }], shipping_address } });
  }
  throw new Error('the demo has nothing in stock');
}

test('an admin watches orders come in, reads the mail of one and finds it in the audit log', async ({
  pageOf,
  server,
}) => {
  const page = await pageOf(admin.email);
  await page.goto('/overview');
  const figures = page.getByRole('region', { name: 'Figures' });
  const { today } = await server.clientOf(admin.email).reports.summary();
  await expect(figures.getByRole('status')).toHaveText(`${today.orders} orders today`);

  const order = await placeOrder(server.clientOf(customer.email));
  await expect(figures.getByRole('status')).toHaveText(`${today.orders + 1} orders today`);
  await page.getByText('Show as table').click();
  const newestDay = page.getByRole('table', { name: 'Sales by day' }).getByRole('row').nth(1);
  await expect(newestDay.getByRole('cell').nth(1)).toHaveText(String(today.orders + 1));

  await page.getByRole('link', { name: 'Mailbox' }).click();
  const mail = page.getByRole('row', { name: new RegExp(`your order ${order.number}.*${customer.email}`) });
  await mail.getByRole('link').click();
  const letter = page.getByRole('dialog', { name: new RegExp(`your order ${order.number}`) });
  await expect(page.frameLocator('iframe[title^="Mail:"]').getByText(String(order.number)).first()).toBeVisible();
  await letter.getByText('Text', { exact: true }).click();
  await expect(letter.getByText(`Hello ${customer.full_name}`)).toBeVisible();
  await letter.getByText('Headers', { exact: true }).click();
  await expect(letter.getByText('Message-ID')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'Audit log' }).click();
  const entry = page.getByRole('row', {
    name: new RegExp(`${customer.full_name}.*Order placed.*Order ${order.number}`),
  });
  await expect(entry).toBeVisible();
  await entry.getByRole('link', { name: `Order ${order.number}` }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${order.id}`));
});

test('a vendor sees what waits for it, and begins with it from there', async ({ pageOf, server }) => {
  const page = await pageOf(vendors.home.email);
  await page.goto('/overview');
  const waiting = page.getByRole('region', { name: 'Needs doing now' });
  const first = waiting.getByRole('button', { name: /^Start preparing order / }).first();
  const name = (await first.textContent()) ?? '';
  await first.click();
  await expect(page.getByText(/^Order \d+ is being prepared\.$/)).toBeVisible();
  await expect(waiting.getByRole('button', { name })).toHaveCount(0);
  const number = /\d+$/.exec(name)?.[0] ?? '';
  await waiting.getByRole('link', { name: `Ship… order ${number}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(number) })).toBeVisible();
  const { data } = await server.clientOf(vendors.home.email).orders.list({ query: { number: Number(number) } });
  expect(data[0]?.fulfillments[0]?.status).toBe('processing');
});

test('the span of the sales stands in the address, and the best sellers of another month can be looked at', async ({
  pageOf,
}) => {
  const page = await pageOf(admin.email);
  await page.goto('/overview');
  await page.getByText('12 months', { exact: true }).click();
  await expect(page).toHaveURL(/span=12m/);
  await page.getByText('Show as table').click();
  await expect(page.getByRole('table', { name: 'Sales by month' }).getByRole('row')).toHaveCount(13);
  await page.reload();
  await expect(page.getByRole('radio', { name: '12 months' })).toBeChecked();
  await page.getByText('By units', { exact: true }).click();
  await expect(page).toHaveURL(/by=units/);
  await expect(page.getByRole('table', { name: 'Best sellers' }).getByRole('row').nth(1)).toBeVisible();
});

test('the overview can be read by everybody', async ({ pageOf }) => {
  for (const { email } of [admin, vendors.home]) {
    const page = await pageOf(email);
    await page.goto('/overview');
    await page.getByRole('region', { name: 'Best sellers' }).getByRole('table').waitFor();
    await page.getByText('Show as table').waitFor();
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 780 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  }
});
