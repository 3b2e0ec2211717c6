import { finish, launchOrderhouse } from '../support/program.ts';
import { admin, expect, expectAccessible, password, signIn, test } from './support/index.ts';

const slug = 'tea-house';
const keeper = 'keeper@tea-house.test';

test('a second store has the app at an address of its own, and begins with what there is to do', async ({
  browser,
  server,
  baseURL,
}) => {
  const environment = { env: { SEED: 'demo' } };
  const store = [
    'store',
    'create',
    '--slug',
    slug,
    '--name',
    'Tea House',
    '--currency',
    'JPY',
    '--time-zone',
    'Asia/Tokyo',
  ];
  const user = ['user', 'create', '--store', slug, '--role', 'admin', '--email', keeper, '--name', 'Okakura Kakuzo'];
  expect(await finish(launchOrderhouse(store, server.folder, environment))).toMatchObject({ code: 0 });
  expect(await finish(launchOrderhouse(user, server.folder, environment), password)).toMatchObject({ code: 0 });

  // As the proxy in front of that address says it.
  const thatAddress = { ...(baseURL && { baseURL }), extraHTTPHeaders: { 'X-Store': slug } };
  const context = await browser.newContext(thatAddress);
  const page = await context.newPage();
  await expect
    .poll(async () => {
      await page.goto('/');
      return page.getByRole('link', { name: 'Tea House' }).first().isVisible();
    })
    .toBe(true);
  await expect(page.getByText('The shelves are still empty')).toBeVisible();
  await signIn(page, keeper);
  await page.goto('/overview');
  await expect(page.getByText('No orders yet')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Create a product' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New product' })).toBeVisible();
  await context.close();

  // Who has an account here has none there.
  const elsewhere = await browser.newContext(thatAddress);
  const stranger = await elsewhere.newPage();
  await stranger.goto('/sign-in');
  await stranger.getByLabel('E-mail address or username').fill(admin.email);
  await stranger.getByLabel('Password', { exact: true }).fill(password);
  await stranger.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(stranger.getByText('That name and password do not fit together.')).toBeVisible();
  await elsewhere.close();
});
