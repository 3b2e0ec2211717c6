import { EventEmitter, once } from 'node:events';
import { createServer, request as requestTo } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client, User } from '@orderhouse/contracts';
import type { Page } from '@playwright/test';
import { admin, customers, expect, expectAccessible, password, signIn, test } from './support/index.ts';

const [, , , harry, isla] = customers;
if (!harry || !isla) throw new Error('the demo has customers');

let opened = 0;

/** Somebody whom no other test knows. */
function newCustomer(client: Client): Promise<User> {
  opened += 1;
  const body = { email: `visitor${opened}@example.com`, password, full_name: `Visitor No. ${opened}` };
  return client.users.create({ body: { ...body, role: 'customer' } });
}

/** The same server, seen through one that brings the answer to a renewal late. */
async function openSlowRenewals(address: string) {
  const late_ms = 400;
  const told = new EventEmitter();
  const proxy = createServer((request, response) => {
    const { method, url = '', headers } = request;
    const isRenewal = url.endsWith('/auth/refresh');
    const on = requestTo(new URL(url, address), { method, headers }, (answer) => {
      const pass = () => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      };
      setTimeout(pass, isRenewal ? late_ms : 0);
    });
    on.on('error', (error) => response.destroy(error));
    if (isRenewal) told.emit('asked');
    request.pipe(on);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port } = proxy.address() as AddressInfo;
  const close = async () => {
    proxy.closeAllConnections();
    proxy.close();
    await once(proxy, 'close');
  };
  return { address: `http://127.0.0.1:${port}`, asked: () => once(told, 'asked'), close };
}

const ended = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' });
const isIn = (page: Page) => page.getByRole('button', { name: /^Account of/ });

test('signing out in one tab signs out in the others, and signing in comes back to where they were', async ({
  page,
}) => {
  test.slow();
  await signIn(page, harry.email);
  const tab = await page.context().newPage();
  await tab.goto('/orders');
  await expect(tab.getByRole('row').nth(1)).toBeVisible();
  await isIn(page).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(tab).toHaveURL(/\/sign-in\?return_to=%2Forders/);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  // And in again, in the other direction.
  await signIn(page, harry.email);
  await expect(tab).toHaveURL(/\/orders$/);
  await expect(tab.getByRole('row').nth(1)).toBeVisible();
});

test('whoever signs out leaves nothing to the next person at the same screen, and finds it again', async ({ page }) => {
  test.slow();
  const cart = (articles: number) => page.getByRole('link', { name: `Cart, ${articles} article` });
  const signOut = async () => {
    await isIn(page).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  };
  const kept = () => page.evaluate(() => JSON.stringify(sessionStorage));
  await signIn(page, harry.email);
  await page.goto('/?in_stock=true');
  await page.locator('a[href^="/products/"]').first().click();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(cart(1)).toBeVisible();
  await page.goto('/checkout');
  await page.getByLabel('Notes for your order (optional)').fill('The door code is 1234');
  await expect.poll(kept).toContain('The door code is 1234');
  await signOut();
  await expect(cart(0)).toBeVisible();
  expect(await kept()).not.toContain('1234');
  await signIn(page, isla.email);
  await expect(cart(0)).toBeVisible();
  await signOut();
  await signIn(page, harry.email);
  await expect(cart(1)).toBeVisible();
});

test('a session that is revoked while its page is open is over at once, and what was typed is not', async ({
  pageOf,
  server,
}) => {
  test.slow();
  const client = server.clientOf(admin.email);
  const { id, email } = await newCustomer(client);
  const page = await pageOf(email);
  const tab = await page.context().newPage();
  await tab.goto('/orders');
  await expect(tab.getByRole('heading', { name: 'You have not ordered anything yet' })).toBeVisible();
  await page.goto('/profile');
  await page.getByLabel('Phone (optional)').fill('+44 1632 960 222');
  await client.users.update({ params: { id }, body: { is_active: false } });
  // Nobody has touched the page.
  await expect(ended(page)).toBeVisible();
  await expect(ended(tab)).toBeVisible();
  await expectAccessible(page);
  await ended(page).getByLabel('Password', { exact: true }).fill(password);
  await ended(page).getByRole('button', { name: 'Sign in' }).click();
  await expect(ended(page).getByRole('alert')).toContainText('do not fit together');
  await client.users.update({ params: { id }, body: { is_active: true } });
  await ended(page).getByRole('button', { name: 'Sign in' }).click();
  await expect(ended(page)).toHaveCount(0);
  await expect(ended(tab)).toHaveCount(0);
  await expect(page.getByLabel('Phone (optional)')).toHaveValue('+44 1632 960 222');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  expect(await client.users.get({ params: { id } })).toMatchObject({ phone: '+44 1632 960 222' });
});

test('somebody whose role was changed goes on as what they are now', async ({ pageOf, server }) => {
  test.slow();
  const client = server.clientOf(admin.email);
  const { id, email } = await newCustomer(client);
  const page = await pageOf(email);
  await page.goto('/orders');
  // What lies over the page gives way to the dialog.
  await page.getByRole('button', { name: 'Jump to an order, product or page' }).click();
  await expect(page.getByPlaceholder('Jump to an order, product or page')).toBeVisible();
  await client.users.update({ params: { id }, body: { role: 'vendor' } });
  await ended(page).getByLabel('Password', { exact: true }).fill(password);
  await ended(page).getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Orders to fulfil' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Rooms' }).last()).toContainText('Products');
  // Whoever cannot come back in is not locked up with the page.
  await client.users.update({ params: { id }, body: { is_active: false } });
  await ended(page).getByRole('button', { name: 'Leave this page' }).click();
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
});

test('a session that has run out is renewed in two tabs at once, and goes on', async ({ page, context }) => {
  await signIn(page, isla.email);
  const tab = await context.newPage();
  await tab.goto('/');
  const refreshed: number[] = [];
  context.on('response', (response) => {
    if (response.url().endsWith('/auth/refresh')) refreshed.push(response.status());
  });
  await context.clearCookies({ name: 'orderhouse_access' });
  await Promise.all([page.goto('/orders'), tab.goto('/profile')]);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await expect(tab.getByLabel('Name', { exact: true })).toHaveValue(isla.full_name);
  // One after the other: had both sent the same token, one would have been refused and the session ended.
  expect(new Set(refreshed)).toEqual(new Set([200]));
  const before = refreshed.length;
  await context.clearCookies({ name: 'orderhouse_access' });
  await page.reload();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  expect(refreshed.slice(before)).toEqual([200]);
});

test('a page that is reloaded amid a renewal is signed in all the same', async ({ page, context, server }) => {
  test.slow();
  const slow = await openSlowRenewals(server.address);
  await page.goto(`${slow.address}/sign-in`);
  await page.getByLabel('E-mail address or username').fill(isla.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(isIn(page)).toBeVisible();
  try {
    for (let round = 0; round < 2; round += 1) {
      await page.goto(`${slow.address}/profile`);
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue(isla.full_name);
      await context.clearCookies({ name: 'orderhouse_access' });
      const asked = slow.asked();
      await page.getByRole('link', { name: 'My orders' }).click();
      await asked;
      await page.reload();
      await expect(isIn(page)).toBeVisible();
    }
  } finally {
    await slow.close();
  }
});

test('a session that ran out unused asks to sign in, and goes on where one was', async ({ page, context }) => {
  await signIn(page, isla.email);
  await context.clearCookies();
  await page.goto('/orders?status=shipped');
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await page.getByLabel('E-mail address or username').fill(isla.username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/orders\?status=shipped$/);
});

test('when the shop goes away it is said quietly, and when it is back all is as it was', async ({ pageOf, server }) => {
  test.setTimeout(240_000);
  const page = await pageOf(harry.email);
  await page.goto('/profile');
  await page.getByLabel('Phone (optional)').fill('+44 1632 960 333');
  const orders = await page.context().newPage();
  await orders.goto('/orders');
  await expect(orders.getByRole('row').nth(1)).toBeVisible();
  const notice = (of: Page) => of.getByText('The connection was lost. Trying again…');
  await server.stop();
  await expect(notice(page)).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('We cannot reach the shop right now');
  // What was read is still there to read.
  await expect(orders.getByRole('row').nth(1)).toBeVisible();
  await server.start();
  await expect(notice(page)).toHaveCount(0, { timeout: 30_000 });
  const { number } = await server.clientOf(harry.email).orders.place({
    body: { lines: [{ sku: '22727', quantity: 1 }], shipping_address: harry.address },
  });
  await orders.getByRole('row', { name: new RegExp(`^${number} `) }).waitFor();
  await expect(page.getByLabel('Phone (optional)')).toHaveValue('+44 1632 960 333');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
});
