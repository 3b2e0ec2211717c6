import { admin, customers, expect, expectAccessible, test } from './support/index.ts';

test('rooms that need an account ask for one, and come back to where one was going', async ({ page }) => {
  await page.goto('/failed-jobs?task=mail.send');
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await page.getByLabel('E-mail address or username').fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill('Orderhouse-demo-1');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/failed-jobs\?task=mail\.send$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Failed jobs' })).toBeVisible();
});

test('what does not fit into an address is left out, and nobody is sent to another site by it', async ({ page }) => {
  for (const return_to of ['javascript:alert(1)', 'https://elsewhere.example/', '//elsewhere.example/']) {
    await page.goto(`/sign-in?${new URLSearchParams({ return_to })}`);
    await expect(page).toHaveURL(/\/sign-in$/);
  }
  await page.getByLabel('E-mail address or username').fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill('Orderhouse-demo-1');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/$/);
  await page.goto('/orders?status=lost&from=yesterday&payment=paid');
  await expect(page).toHaveURL(/\/orders\?payment=paid$/);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
});

test('nobody sees the door of a room that is not theirs, and whoever knows its address is told', async ({ pageOf }) => {
  const page = await pageOf(customers[0]?.email ?? '');
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toHaveCount(0);
  await page.goto('/settings');
  await expect(page.getByRole('heading', { level: 1, name: 'This room is not for your account' })).toBeVisible();
  await expect(page).toHaveTitle(/^This room is not for your account · /);
  await expectAccessible(page);
});

test('the palette jumps to a room, an order and a product by keyboard alone', async ({ pageOf, server }) => {
  const page = await pageOf(admin.email);
  const { data } = await server.clientOf(admin.email).orders.list({ query: { limit: 1 } });
  await page.keyboard.press('Control+K');
  await page.getByPlaceholder('Jump to an order, product or page').fill('audit');
  await page.getByRole('button', { name: 'Audit log' }).waitFor();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/audit-log/);
  // While it still goes.
  await page.keyboard.press('Control+K');
  const field = page.getByPlaceholder('Jump to an order, product or page');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('');
  await page.keyboard.type(String(data[0]?.number));
  // What came is chosen a moment after it stands there.
  await expect(page.getByRole('button', { name: `Order ${data[0]?.number}` })).toHaveAttribute('data-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/orders/${data[0]?.id}`));
});

test('a page that is nowhere says so, and the way out leads to the shop', async ({ page }) => {
  await page.goto('/nowhere/at/all');
  await expect(page.getByRole('heading', { level: 1, name: 'There is nothing here' })).toBeVisible();
  await expect(page).toHaveTitle(/^There is nothing here · /);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'To the shop' }).click();
  await expect(page).toHaveURL(/\/$/);
});

test('while the server is away the page stays as it is, says so, and goes on when it is back', async ({ pageOf }) => {
  const page = await pageOf(customers[3]?.email ?? '');
  const network = page.context();
  await page.goto('/profile');
  const phone = page.getByLabel('Phone (optional)');
  await phone.fill('+44 1632 960 404');
  await network.setOffline(true);
  await page.getByRole('link', { name: 'My orders' }).hover();
  await page.keyboard.press('Control+K');
  await expect(page.getByPlaceholder('Jump to an order, product or page')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').getByText(/^We cannot reach the shop right now/)).toBeVisible();
  await expect(phone).toHaveValue('+44 1632 960 404');

  page.once('dialog', (asked) => void asked.accept());
  await page.getByRole('link', { name: 'My orders' }).click();
  await expect(page.getByRole('heading', { name: 'This could not be loaded' })).toBeVisible({ timeout: 30_000 });
  await network.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'My orders' })).toBeVisible();
});

test('a table keeps its header when one scrolls', async ({ pageOf }) => {
  const page = await pageOf(admin.email);
  await page.goto('/orders');
  await expect(page.getByRole('row').nth(20)).toBeVisible();
  await page.getByRole('row').nth(20).scrollIntoViewIfNeeded();
  await expect(page.getByRole('row').nth(1)).not.toBeInViewport();
  await expect(page.getByRole('columnheader', { name: 'Total' })).toBeInViewport();
});

test('the palette tells a customer what to write, and leads to the rooms of the shop too', async ({ pageOf }) => {
  const page = await pageOf(customers[4]?.email ?? '');
  await page.keyboard.press('Control+K');
  const field = page.getByPlaceholder('Jump to an order, product or page');
  await field.fill('x');
  await expect(page.getByText('Write a product’s name, or an order’s number')).toBeVisible();
  await field.fill('no-such-thing-at-all');
  await expect(page.getByText('Nothing of that name')).toBeVisible();
  await field.fill('prof');
  await page.getByRole('button', { name: 'Profile', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible();
});
