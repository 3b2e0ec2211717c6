import { readFile } from 'node:fs/promises';
import { admin, expect, expectAccessible, password, test, vendors } from './support/index.ts';

test('an admin opens an account, makes it a vendor, and ends it', async ({ pageOf, browser, baseURL }) => {
  const page = await pageOf(admin.email);
  await page.goto('/users');
  await page.getByRole('button', { name: 'Create account' }).click();
  const form = page.getByRole('dialog', { name: 'Create an account' });
  await form.getByLabel('Name').fill('Mary Somerville');
  await form.getByRole('textbox', { name: 'E-mail address' }).fill(admin.email);
  await form.getByLabel('Password to begin with').fill(password);
  await form.getByRole('button', { name: 'Create account' }).click();
  await expect(form.getByText(/There is an account with this e-mail address already/)).toBeVisible();
  await expect(form.getByLabel('Name')).toHaveValue('Mary Somerville');
  await form.getByRole('textbox', { name: 'E-mail address' }).fill('mary@demo.test');
  await form.getByRole('button', { name: 'Create account' }).dblclick();
  await expect(page.getByRole('heading', { level: 1, name: 'Mary Somerville' })).toBeVisible();

  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Vendor' }).click();
  await page.getByRole('button', { name: 'Change role…' }).click();
  await page.getByRole('button', { name: 'Change role', exact: true }).click();
  await expect(page.getByText('Vendor · mary@demo.test')).toBeVisible();
  await page.getByRole('button', { name: 'Deactivate…' }).click();
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await expect(page.getByText('This account is deactivated and cannot sign in.')).toBeVisible();

  const hers = await browser.newContext({ ...(baseURL && { baseURL }) });
  const door = await hers.newPage();
  await door.goto('/sign-in');
  await door.getByLabel('E-mail address or username').fill('mary@demo.test');
  await door.getByLabel('Password', { exact: true }).fill(password);
  await door.keyboard.press('Enter');
  await expect(door.getByText('That name and password do not fit together.')).toBeVisible();
  await hers.close();

  await page.goto('/users?state=deactivated&q=mary');
  await expect(page.getByRole('row', { name: /Mary Somerville/ })).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^users-.*\.csv$/);
  const [header, ...accounts] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(header).toMatch(/^id,email,username,role,full_name,/);
  expect(accounts).toHaveLength(1);
  expect(accounts[0]).toContain(',mary@demo.test,');
  await page.getByLabel('Name or e-mail address').fill('nobody of that name');
  await expect(page.getByRole('heading', { name: 'Nobody like that' })).toBeVisible();
});

test('two admins change the settings at once: what was typed stays, and both are in the audit log', async ({
  pageOf,
  server,
}) => {
  const page = await pageOf(admin.email);
  await page.goto('/settings');
  await page.getByLabel('Time to cancel').fill('7');
  await server.clientOf(admin.email).store.update({ body: { name: 'The other name' } });
  await expect(page.getByText('Somebody else has changed this meanwhile')).toBeVisible();
  await expect(page.getByLabel('Time to cancel')).toHaveValue('7');
  await page.getByRole('button', { name: 'Show theirs instead' }).click();
  await expect(page.getByLabel('Name')).toHaveValue('The other name');
  await page.getByLabel('Time to cancel').fill('7');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Saved. It holds from now on.')).toBeVisible();
  await page.getByLabel('Length of passwords').fill('4');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('No less than 8.')).toBeVisible();
  await page.getByLabel('Length of passwords').fill('8');

  await page.goto('/audit-log?type=store.updated');
  await expect(page.getByRole('row', { name: /Cancel window was 5 minutes.*is now 7 minutes/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Alex Morgan.*Settings changed.*is now The other name/ })).toBeVisible();
  await page.getByRole('combobox', { name: 'Who' }).fill(vendors.home.full_name);
  await page.getByRole('option', { name: new RegExp(vendors.home.full_name) }).click();
  await expect(page.getByRole('heading', { name: 'Nothing like that happened' })).toBeVisible();
});

test('what is written into the audit log comes in at its top, and moves nothing for who reads further down', async ({
  pageOf,
  server,
}) => {
  const api = server.clientOf(admin.email);
  const page = await pageOf(admin.email);
  await page.goto('/audit-log');
  const rows = page.getByRole('table', { name: 'Audit log' }).getByRole('row');
  await rows.nth(1).waitFor();
  await api.store.update({ body: { low_stock_threshold: 6 } });
  await expect(rows.nth(1)).toContainText('Low stock threshold');
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(60);
  await api.store.update({ body: { low_stock_threshold: 5 } });
  await page.getByRole('button', { name: 'Something new happened: show it' }).click();
  await expect(rows.nth(1)).toContainText('is now 5');
  await rows.nth(1).hover();
  await rows.nth(1).getByRole('button', { name: 'Details' }).click();
  const details = page.getByRole('dialog', { name: 'Settings changed' });
  await expect(details.getByText('"low_stock_threshold": 6')).toBeVisible();
  await expectAccessible(page);
});

test('the system says how it is, and does its background work when asked', async ({ pageOf }) => {
  const page = await pageOf(admin.email);
  await page.goto('/system');
  await expect(page.getByText('Everything works.')).toBeVisible();
  await page.getByRole('button', { name: 'Do it now' }).click();
  await expect(page.getByText('Orders sent to processing')).toBeVisible();
  await expect(page.getByRole('link', { name: 'API reference' })).toHaveAttribute('href', '/docs');
});

test('the system says which part is away, and when it is back', async ({ pageOf, server }) => {
  const page = await pageOf(admin.email);
  const health = await server.clientOf(admin.email).system.health();
  const parts = { database: { status: 'unavailable', detail: 'cannot be reached' } };
  await page.route('**/health', (route) =>
    route.fulfill({ status: 503, json: { ...health, status: 'unavailable', parts } }),
  );
  await page.goto('/system');
  await expect(page.getByText('The store cannot serve right now.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Database.*Does not answer.*cannot be reached/ })).toBeVisible();
  await page.unroute('**/health');
  await expect(page.getByText('Everything works.')).toBeVisible({ timeout: 15_000 });
});

test('an entry about a variant names it, and leads to its stock', async ({ pageOf, server }) => {
  const api = server.clientOf(admin.email);
  const { data } = await api.stock.list({ query: { limit: 1 } });
  const [scarce] = data;
  if (!scarce) throw new Error('the demo has no stock');
  await api.variants.adjustStock({ params: { id: scarce.id }, body: { delta: 1, reason: 'returned' } });
  const page = await pageOf(admin.email);
  await page.goto('/audit-log?type=stock.adjusted');
  const entry = page.getByRole('table', { name: 'Audit log' }).getByRole('row').nth(1);
  await entry.getByRole('link', { name: `${scarce.product_name}, ${scarce.sku}` }).click();
  await expect(page.getByRole('dialog', { name: 'Stock' }).getByText(scarce.product_name)).toBeVisible();
});
