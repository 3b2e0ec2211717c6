import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { admin, customers, vendors } from '../../server/src/demo/people.ts';
import { chromiumArgs, findChromium, howToGetOne } from './support/find-chromium.ts';
import { type DemoServer, startDemoServer } from './support/server.ts';
import { signIn } from './support/sign-in.ts';

const folder = resolve(import.meta.dirname, '../../docs/screenshots');

interface Shot {
  file: string;
  email?: string;
  pathAt: (server: DemoServer) => Promise<string> | string;
  dark?: true;
  /** In pixels of the page; a phone's where it is small. */
  width?: number;
  /** What is done before it is taken. */
  act?: (page: Page) => Promise<void>;
}

const [shopper] = customers;
if (!shopper) throw new Error('the demo has no customers');

/** @returns the path of an order that was placed just now, of two vendors: its time to cancel is running. */
const newOrder = async (server: DemoServer) => {
  const lines = ['22727', '22502'].map((sku) => ({ sku, quantity: 2 }));
  const body = { lines, shipping_address: shopper.address };
  const { id } = await server.clientOf(shopper.email).orders.place({ body });
  return `/orders/${id}`;
};

async function aProduct(server: DemoServer): Promise<string> {
  const { data } = await server.clientOf(admin.email).products.popular({ query: { limit: 1 } });
  return `/products/${data[0]?.product.id}`;
}

const trays = [
  'name;sku;unit_price;stock',
  'Oak tray;TRAY-1;18.50;6',
  'Ash tray;TRAY-2;1.299,00;4',
  'Elm tray;TRAY-3;21.00;9',
];

/** Has a file checked in which a price is not right. */
async function checkFile(page: Page): Promise<void> {
  const file = { name: 'trays.csv', mimeType: 'text/csv', buffer: Buffer.from(trays.join('\n')) };
  await page.getByLabel('File to bring in').setInputFiles(file);
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.getByRole('button', { name: 'Bring it in' }).waitFor();
}

const shots: readonly Shot[] = [
  { file: 'shop.png', pathAt: () => '/' },
  { file: 'shop-phone.png', pathAt: () => '/', dark: true, width: 390 },
  { file: 'product.png', pathAt: aProduct },
  { file: 'order.png', email: shopper.email, pathAt: newOrder },
  { file: 'to-fulfil.png', email: vendors.home.email, pathAt: () => '/orders' },
  { file: 'overview.png', email: admin.email, pathAt: () => '/overview' },
  { file: 'overview-dark.png', email: admin.email, pathAt: () => '/overview', dark: true },
  { file: 'products.png', email: vendors.home.email, pathAt: () => '/manage/products' },
  { file: 'imports.png', email: admin.email, pathAt: () => '/imports', act: checkFile },
];

/** Until nothing comes any more and nothing moves. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('[role="status"][aria-label^="Loading"]') === null);
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  });
}

async function take(browser: Browser, server: DemoServer, shot: Shot): Promise<void> {
  const { file, email, pathAt, dark, width = 1280, act } = shot;
  const context = await browser.newContext({
    baseURL: server.address,
    viewport: { width, height: width < 600 ? 844 : 860 },
    deviceScaleFactor: 2,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  if (email) await signIn(page, email);
  await page.goto(await pathAt(server));
  await settle(page);
  if (act) {
    await act(page);
    await settle(page);
  }
  await page.screenshot({ path: join(folder, file) });
  await context.close();
  process.stdout.write(`${file}\n`);
}

/** Takes the README's pictures of the main rooms, of a demo store that was just filled. */
async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) {
    process.stderr.write(`${howToGetOne}\n`);
    process.exitCode = 1;
    return;
  }
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: chromiumArgs });
  const { server, close } = await startDemoServer();
  try {
    for (const shot of shots) await take(browser, server, shot);
  } finally {
    await browser.close();
    await close();
  }
}

await main();
