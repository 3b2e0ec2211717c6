import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@orderhouse/contracts';
import type { Page } from '@playwright/test';
import { admin, expect, expectAccessible, password, test } from './support/index.ts';

const other = 'Another-one-2';
let opened = 0;

/** Somebody whom no other test knows. */
async function newCustomer(server: { clientOf(email: string): Client }) {
  opened += 1;
  const body = {
    email: `guest${opened}@example.com`,
    password,
    full_name: `Guest No. ${opened}`,
    role: 'customer',
  } as const;
  return server.clientOf(admin.email).users.create({ body });
}

/** @returns the path that was mailed to an address, which the API shows nobody; null while it was not. */
async function mailedLink(folder: string, to: string): Promise<string | null> {
  for (const name of await readdir(folder).catch(() => [])) {
    const source = await readFile(join(folder, name), 'utf8');
    // Lines are folded with a `=` at their end, and the sign itself is written as its code.
    const text = source.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
    const [link = null] = /\/reset-password#token=[\w-]+/.exec(text) ?? [];
    if (link && text.includes(to)) return link;
  }
  return null;
}

const fillPassword = (page: Page, label: string, secret: string) =>
  page.getByLabel(label, { exact: true }).fill(secret);
const ended = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' });

test('a visitor opens an account on the way to a room, and is told what the password needs', async ({ page }) => {
  test.slow();
  await page.goto('/orders');
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Open an account' }).click();
  await page.getByLabel('Your name').fill('Nora New');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill('not an address');
  await fillPassword(page, 'Password', 'short');
  const needs = page.getByRole('list', { name: 'What the password needs' });
  await expect(needs.getByRole('listitem').filter({ hasText: 'done' })).toHaveText(['a lower-case letter, done']);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Open an account' }).click();
  await expect(page.getByRole('textbox', { name: 'E-mail address' })).toHaveAccessibleDescription(/such as/);
  await page.getByRole('textbox', { name: 'E-mail address' }).fill('customer@demo.test');
  await fillPassword(page, 'Password', password);
  await page.getByRole('button', { name: 'Open an account' }).click();
  await expect(page.getByRole('alert')).toContainText('There is an account with this e-mail address already');
  // Nothing of it has to be typed again.
  await expect(page.getByLabel('Your name')).toHaveValue('Nora New');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill('nora@example.com');
  await page.getByRole('button', { name: 'Open an account' }).click();
  await expect(page).toHaveURL(/\/orders$/);
  await expect(page.getByRole('heading', { name: 'You have not ordered anything yet' })).toBeVisible();
  await expectAccessible(page);
});

test('somebody edits the profile and changes the password, which signs out everywhere else', async ({
  pageOf,
  server,
}) => {
  test.slow();
  const { email } = await newCustomer(server);
  const [page, elsewhere] = await Promise.all([pageOf(email), pageOf(email)]);
  await elsewhere.goto('/profile');
  await elsewhere.getByLabel('Phone (optional)').fill('+44 1632 960 111');
  await page.goto('/profile');
  await page.getByLabel('Username (optional)').fill('customer');
  await page.getByLabel('Street and number').fill('1 High Street');
  await page.getByRole('button', { name: 'Save' }).click();
  // An address that is begun is to be whole.
  await expect(page.getByLabel('Town or city')).toHaveAccessibleDescription('Fill this in.');
  await expectAccessible(page);
  await page.getByLabel('Street and number').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').first()).toContainText('Somebody else has this username');
  await page.getByLabel('Username (optional)').fill(`guest.${Date.now()}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  await fillPassword(page, 'Password now', 'Not-the-one-1');
  await fillPassword(page, 'New password', other);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'another one' })).toBeVisible();
  await fillPassword(page, 'Password now', password);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();

  await expect(ended(elsewhere)).toBeVisible();
  await expectAccessible(elsewhere);
  await ended(elsewhere).getByLabel('Password', { exact: true }).fill(other);
  await ended(elsewhere).getByRole('button', { name: 'Sign in' }).click();
  await expect(ended(elsewhere)).toHaveCount(0);
  await expect(elsewhere.getByLabel('Phone (optional)')).toHaveValue('+44 1632 960 111');
});

test('a forgotten password is set anew by the mailed link, once', async ({ page, server }) => {
  const { email } = await newCustomer(server);
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await expect(page.getByRole('heading', { name: 'Forgotten your password?' })).toBeVisible();
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible();
  const link = () => mailedLink(join(server.folder, 'mail'), email);
  await expect.poll(link, { timeout: 30_000 }).not.toBeNull();
  const path = (await link()) ?? '';
  await page.goto(path);
  await expect(page.getByRole('heading', { name: 'Set a new password' })).toBeVisible();
  // The token is not left for others to find.
  await expect(page).toHaveURL(/\/reset-password$/);
  await fillPassword(page, 'New password', 'weak');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('alert')).toContainText('It needs 8 characters');
  await expectAccessible(page);
  await fillPassword(page, 'New password', other);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('heading', { name: 'The password is set' })).toBeVisible();
  await page.goto('/');
  await page.goto(path);
  await fillPassword(page, 'New password', 'Yet-another-3');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('alert')).toContainText('This link has run out, or was used already.');
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address or username').fill(email);
  await fillPassword(page, 'Password', other);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: /^Account of Guest/ })).toBeVisible();
});

test('a shop that opens no accounts by itself says so', async ({ page, server }) => {
  const client = server.clientOf(admin.email);
  await client.store.update({ body: { open_registration: false } });
  try {
    await page.goto('/register');
    await expect(page.getByRole('heading', { name: 'Accounts are opened by the shop' })).toBeVisible();
    await expectAccessible(page);
  } finally {
    await client.store.update({ body: { open_registration: true } });
  }
});

test('who would sign out and stays with what was typed is not signed out later either', async ({ server, pageOf }) => {
  const { email } = await newCustomer(server);
  const page = await pageOf(email);
  await page.goto('/profile');
  await page.getByLabel('Phone (optional)').fill('+44 1632 960 555');
  const account = page.getByRole('button', { name: /^Account of/ });
  const asked = page.waitForEvent('dialog');
  await account.click();
  const signingOut = page.getByRole('button', { name: 'Sign out' }).click();
  await (await asked).dismiss();
  await signingOut;
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByRole('link', { name: 'My orders' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'My orders' })).toBeVisible();
  await page.reload();
  await expect(account).toBeVisible();
  await account.click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});
