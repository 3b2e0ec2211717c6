import { readFile } from 'node:fs/promises';
import type { Client, Order } from '@orderhouse/contracts';
import type { Page } from '@playwright/test';
import { admin, customers, expect, expectAccessible, test, vendors } from './support/index.ts';

const [grace, oliver, amelia] = customers;
if (!grace || !oliver || !amelia) throw new Error('the demo has customers');

const clock = '22727';
const basket = '22502';
const address = {
  name: 'Grace Whitfield',
  line1: '14 Elm Grove',
  city: 'Bristol',
  postal_code: 'BS6 6AH',
  country: 'GB',
};

function place(client: Client, skus: readonly string[], provider: 'manual' | 'simulated' = 'manual'): Promise<Order> {
  const lines = skus.map((sku) => ({ sku, quantity: 2 }));
  return client.orders.place({ body: { lines, shipping_address: address, payment: { provider } } });
}

const timeline = (page: Page) => page.getByRole('region', { name: 'What happened' }).getByRole('listitem');
const step = (page: Page) => page.getByRole('list', { name: 'How far it is' }).locator('[aria-current="step"]');

test('a customer follows an order as it comes in, corrects it, pays, and cancels in time', async ({
  pageOf,
  server,
}) => {
  test.slow();
  const page = await pageOf(grace.email);
  await page.goto('/orders');
  await expect(page.getByRole('heading', { level: 1, name: 'My orders' })).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  const { id, number } = await place(server.clientOf(grace.email), [clock, basket], 'simulated');
  // It comes in by itself.
  await page.getByRole('row', { name: new RegExp(`${number}.*Pending.*Not paid yet`) }).waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: String(number) }).click();
  await expect(page).toHaveURL(`/orders/${id}`);
  await expect(page.getByText(/You can cancel this order for another/)).toBeVisible();
  const timer = page.getByRole('timer');
  const before = await timer.textContent();
  await expect(timer).not.toHaveText(before ?? '');
  await expect(page.getByText('Parcel 2 of 2')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Correct…' }).click();
  await page.getByLabel('Postcode').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Postcode')).toHaveAccessibleDescription('Fill this in.');
  await expectAccessible(page);
  await page.getByLabel('Postcode').fill('BS8 1TH');
  await page.getByLabel('Notes').fill('Ring twice');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('Bristol BS8 1TH')).toBeVisible();

  await page.getByRole('button', { name: /^Pay/ }).click();
  await expect(timeline(page).first()).toContainText('You paid.');
  await page.getByRole('button', { name: 'Cancel order…' }).click();
  await page.getByLabel('Why? (optional)').fill('I found another one');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await expect(page.getByText('will be paid back to you.')).toBeVisible();
  await expect(timeline(page).filter({ hasText: 'You cancelled the order.' })).toContainText('I found another one');
  await expect(page.getByRole('button', { name: 'Cancel order…' })).toHaveCount(0);
  expect(await server.clientOf(grace.email).orders.get({ params: { id } })).toMatchObject({
    status: 'cancelled',
    notes: 'Ring twice',
  });
});

test('a customer whose own clock is two hours ahead has as long to cancel as anybody', async ({ pageOf, server }) => {
  const page = await pageOf(grace.email);
  await page.clock.setSystemTime(Date.now() + 2 * 3_600_000);
  const { id } = await place(server.clientOf(grace.email), [clock]);
  await page.goto(`/orders/${id}`);
  await expect(page.getByText(/You can cancel this order for another/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel order…' }).click();
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await expect(timeline(page).filter({ hasText: 'You cancelled the order.' })).toBeVisible();
  expect((await server.clientOf(grace.email).orders.get({ params: { id } })).status).toBe('cancelled');
});

test('a vendor of two ships only its part, and sees only its lines', async ({ pageOf, server }) => {
  test.slow();
  const { id, number } = await place(server.clientOf(oliver.email), [clock, basket]);
  const [page, watcher] = await Promise.all([pageOf(vendors.home.email), pageOf(oliver.email)]);
  await watcher.goto(`/orders/${id}`);
  await expect(step(watcher)).toHaveText('Pending');
  await page.goto('/orders');
  await expect(page.getByRole('heading', { level: 1, name: 'Orders to fulfil' })).toBeVisible();
  const row = page.getByRole('row', { name: new RegExp(`^${number} `) });
  await row.hover();
  await row.getByRole('button', { name: 'Start preparing' }).click();
  await expect(row).toContainText('Processing');
  // Its customer sees it at once.
  await expect(step(watcher)).toHaveText('Processing');
  await expectAccessible(page);

  await row.getByRole('link', { name: String(number) }).click();
  await expect(page.getByText('Your part')).toBeVisible();
  await expect(page.getByText(clock)).toBeVisible();
  await expect(page.getByText(basket)).toHaveCount(0);
  await page.getByRole('button', { name: 'Ship…' }).click();
  await page.getByRole('combobox', { name: 'Carrier' }).fill('Royal Mail');
  await page.getByLabel('Tracking number').fill('OH123456789GB');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Ship', exact: true }).click();
  await expect(step(page)).toHaveText('Shipped');
  await expect(timeline(page).first()).toContainText('You shipped your part.');
  await expectAccessible(page);

  // The other vendor has not shipped, so the order is not on its way as a whole.
  await expect(timeline(watcher).first()).toContainText('The shop shipped parcel');
  await expect(timeline(watcher).first()).toContainText('Royal Mail, OH123456789GB');
  await expect(step(watcher)).toHaveText('Processing');
  const { fulfillments } = await server.clientOf(oliver.email).orders.get({ params: { id } });
  expect(fulfillments.map(({ status }) => status).sort()).toEqual(['pending', 'shipped']);

  // The carrier of last time stands there already.
  const next = await place(server.clientOf(oliver.email), [clock]);
  await server
    .clientOf(vendors.home.email)
    .orders.updateStatus({ params: { id: next.id }, body: { status: 'processing' } });
  await page.goto(`/orders/${next.id}`);
  await page.getByRole('button', { name: 'Ship…' }).click();
  await expect(page.getByRole('combobox', { name: 'Carrier' })).toHaveValue('Royal Mail');
});

test('an admin narrows the list, shares it by its address, takes it along as a file, and settles a payment', async ({
  pageOf,
  server,
}) => {
  test.slow();
  const { id, number } = await place(server.clientOf(amelia.email), [clock]);
  const page = await pageOf(admin.email);
  await page.goto('/orders');
  await page.getByLabel('Customer').fill(amelia.full_name);
  await page.getByLabel('Pending').check();
  await expect(page).toHaveURL(/status=pending/);
  await expect(page).toHaveURL(/customer=Amelia/);
  await page.getByRole('row', { name: new RegExp(`^${number} `) }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Export' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^orders-.*\.csv$/);
  const rows = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(rows.filter((row) => row.startsWith(`${number},`))).toHaveLength(1);
  expect(rows.slice(1).every((row) => row.includes(amelia.full_name))).toBe(true);
  await page.reload();
  await expect(page.getByLabel('Customer')).toHaveValue(amelia.full_name);
  await page.getByLabel('Customer').fill('Nobody of that name');
  await expect(page.getByRole('heading', { name: 'No order fits' })).toBeVisible();
  await page.goto(`/orders/${id}`);
  await page.getByRole('button', { name: 'Record as paid…' }).click();
  await page.getByLabel('Reference').fill('Bank 4711');
  await page.getByRole('button', { name: 'Record as paid', exact: true }).click();
  await expect(timeline(page).first()).toContainText('You recorded the payment.');
  await expect(page.getByText('Bank 4711')).toBeVisible();
  await expectAccessible(page);
});

test('what comes in waits while somebody is at the list, and is let in by hand', async ({ pageOf, server }) => {
  const page = await pageOf(admin.email);
  await page.goto('/orders');
  const first = page.getByRole('row').nth(1);
  await first.hover();
  const text = await first.getByRole('link').textContent();
  const { number } = await place(server.clientOf(grace.email), [clock]);
  const show = page.getByRole('button', { name: 'Show 1 new order' });
  await show.waitFor();
  expect(await first.getByRole('link').textContent()).toBe(text);
  await expectAccessible(page);
  await show.click();
  await expect(first.getByRole('link')).toHaveText(String(number));
});

test('an order that somebody else moves on offers nothing that would be refused', async ({ pageOf, server }) => {
  const { id } = await place(server.clientOf(grace.email), [clock]);
  const page = await pageOf(grace.email);
  await page.goto(`/orders/${id}`);
  await expect(page.getByRole('button', { name: 'Cancel order…' })).toBeVisible();
  await server.clientOf(admin.email).orders.updateStatus({ params: { id }, body: { status: 'processing' } });
  await expect(page.getByText('can no longer be cancelled here').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel order…' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Correct…' })).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: 'is being prepared' })).toHaveCount(1);
  // What was begun meanwhile is not cut off, and is told why it comes too late.
  const { id: next } = await place(server.clientOf(grace.email), [clock]);
  await page.goto(`/orders/${next}`);
  await page.getByRole('button', { name: 'Cancel order…' }).click();
  await page.getByLabel('Why? (optional)').fill('Too many clocks');
  await server.clientOf(admin.email).orders.updateStatus({ params: { id: next }, body: { status: 'processing' } });
  await expect(page.getByRole('status').filter({ hasText: 'is being prepared' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('The order has moved on');
  await expect(page.getByLabel('Why? (optional)')).toHaveValue('Too many clocks');
  await page.goto('/orders/019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b');
  await expect(page.getByRole('heading', { name: 'There is no such order' })).toBeVisible();
  await page.goto('/orders/not-an-order');
  await expect(page.getByRole('heading', { name: 'There is no such order' })).toBeVisible();
  await expectAccessible(page);
});
