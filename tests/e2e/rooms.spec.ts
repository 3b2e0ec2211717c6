import type { Page } from '@playwright/test';
import { admin, customers, expect, expectAccessible, test, vendors } from './support/index.ts';
import type { DemoServer } from './support/server.ts';

/** From the narrowest telephone to a wide screen; 640 is also what 1280 leaves at a zoom of 200 %. */
const widths = [360, 640, 1024, 1920];

interface Visitor {
  who: string;
  email?: string;
  /** Whether there is a navigation, whose rooms are looked at each. */
  sells?: true;
  /** Rooms that no link of the navigation leads to. */
  besides: (server: DemoServer) => Promise<string[]>;
}

const aProduct = async (server: DemoServer) => {
  const { data } = await server.clientOf(admin.email).products.popular({ query: { limit: 1 } });
  return data[0]?.product.id;
};
const anOrderOf = async (server: DemoServer, email: string) => {
  const { data } = await server.clientOf(email).orders.list({ query: { limit: 1 } });
  return data[0]?.id;
};
const shopper = customers[0]?.email ?? '';

const visitors: readonly Visitor[] = [
  {
    who: 'a visitor',
    besides: async (server) => [
      '/',
      '/?q=lantren',
      '/?q=nothing-of-that-name',
      `/products/${await aProduct(server)}`,
      '/products/019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
      '/cart',
      '/sign-in',
      '/register',
      '/forgotten-password',
      '/reset-password',
    ],
  },
  {
    who: 'a customer',
    email: shopper,
    besides: async (server) => [
      '/orders',
      '/orders?status=cancelled',
      `/orders/${await anOrderOf(server, shopper)}`,
      '/checkout',
      '/profile',
      '/users',
    ],
  },
  {
    who: 'a vendor',
    email: vendors.home.email,
    sells: true,
    besides: async (server) => [
      `/orders/${await anOrderOf(server, vendors.home.email)}`,
      '/manage/products/new',
      `/manage/products/${(await server.clientOf(vendors.home.email).products.list({ query: { limit: 1, vendor_id: (await server.clientOf(vendors.home.email).auth.me()).id } })).data[0]?.id}`,
    ],
  },
  {
    who: 'an admin',
    email: admin.email,
    sells: true,
    besides: async (server) => {
      const { data } = await server.clientOf(admin.email).users.list({ query: { limit: 1 } });
      return [
        `/orders/${await anOrderOf(server, admin.email)}`,
        `/users/${data[0]?.id}`,
        '/orders?customer=nobody-of-that-name',
        '/mailbox?state=failed',
      ];
    },
  },
];

/** Until the room shows what it has. */
async function enter(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page
    .getByRole('heading', { level: 1 })
    .or(page.getByRole('heading', { level: 2 }))
    .first()
    .waitFor();
  await expect(page.locator('[role="status"][aria-label^="Loading"]')).toHaveCount(0);
}

/** By how many pixels a room is wider than its window. */
const pixelsBeyond = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Expects that nothing of a room lies beyond the edge of the window: one scrolls down, and never aside. */
async function expectInside(page: Page): Promise<void> {
  const expectAll = expect.configure({ soft: true, timeout: 3_000 });
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    // A window that was just made narrower takes a few frames until all has found its place.
    await expectAll.poll(() => pixelsBeyond(page), `${page.url()} at ${width} pixels`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

for (const { who, email, sells, besides } of visitors) {
  test(`every room of ${who} fits its window, and axe finds nothing serious in it`, async ({
    page,
    pageOf,
    server,
  }) => {
    test.setTimeout(600_000);
    const there = email === undefined ? page : await pageOf(email);
    const links = there.getByRole('navigation', { name: 'Rooms' }).getByRole('link');
    if (sells) {
      // The rooms are known once it is known who is here, which is after the page has come.
      await there.goto('/');
      await links.first().waitFor();
    }
    const signed = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
    for (const path of [...signed, ...(await besides(server))]) {
      await test.step(path, async () => {
        await enter(there, path);
        await expectAccessible(there);
        await expectInside(there);
      });
    }
  });
}

test('an address with something in it that makes no sense shows its room without that', async ({ pageOf }) => {
  const page = await pageOf(admin.email);
  const rooms = [
    ['/orders?status=bogus&from=tomorrow&customer=Shah', 'Orders', /\/orders\?customer=Shah$/],
    ['/manage/products?status=bogus&utm_source=mail', 'Products', /\/manage\/products$/],
    ['/audit-log?actor_id=nobody&to=2026-13-41', 'Audit log', /\/audit-log$/],
  ] as const;
  for (const [path, heading, address] of rooms) {
    await enter(page, path);
    await expect(page.getByRole('heading', { level: 1, name: heading, exact: true })).toBeVisible();
    await expect(page.getByRole('main').getByRole('table')).toBeVisible();
    await expect(page).toHaveURL(address);
  }
});
