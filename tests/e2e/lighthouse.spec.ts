import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Product } from '@orderhouse/contracts';
import { chromium, type Page } from '@playwright/test';
import lighthouse, { desktopConfig, type Flags, type Result } from 'lighthouse';
import { pageFunctions } from 'lighthouse/core/lib/page-functions.js';
import { freePort } from '../support/free-port.ts';
import { admin, customers, expect, signIn, test, vendors } from './support/index.ts';
import type { DemoServer } from './support/server.ts';

/** What is asked of the pages that most people see most. */
const categories = ['performance', 'accessibility', 'best-practices'] as const;
const score_min = 0.95;
// What else the machine does at that moment is none of the page's doing: of several runs the best counts.
const runs_max = 5;
/** Lighthouse's own measure of how fast a machine is; below this it says that it cannot be judged by (its environment.js). */
const fair_index = 1_000;
/** Of one that has less than half of that no more is taken off: it would be let pass whatever its work. */
const slowdown_min = 0.5;
const settled_ms = 8_000;

interface Room {
  name: string;
  pathAt: (server: DemoServer) => Promise<string> | string;
  email?: string;
}

const aProduct = async (server: DemoServer) => {
  const { data } = await server.clientOf(admin.email).products.list({ query: { available: true, limit: 1 } });
  return data[0];
};

const rooms: readonly Room[] = [
  { name: 'the catalogue', pathAt: () => '/' },
  { name: 'a product', pathAt: async (server) => `/products/${(await aProduct(server))?.id}` },
  { name: 'the checkout', pathAt: () => '/checkout', email: customers[0]?.email ?? '' },
  { name: 'the overview of an admin', pathAt: () => '/overview', email: admin.email },
  { name: 'the overview of a vendor', pathAt: () => '/overview', email: vendors.home.email },
];

/** Puts a product into the cart, as a page keeps it. */
async function fillCart(page: Page, product: Product | undefined): Promise<void> {
  const [variant] = product?.variants ?? [];
  if (!product || !variant) throw new Error('the demo sells nothing');
  const { id: variant_id, sku, unit_price } = variant;
  const line = { variant_id, product_id: product.id, sku, name: product.name, unit_price, quantity: 2 };
  await page.goto('/robots.txt');
  await page.evaluate((lines) => localStorage.setItem('orderhouse.cart', lines), JSON.stringify([line]));
}

/**
 * How much of its time a slow machine, or one that does other things beside, is reckoned to have taken: it is measured
 * right before the page is. A fast one counts as it is.
 */
async function slowdownOf(page: Page): Promise<number> {
  const index = await page.evaluate(pageFunctions.computeBenchmarkIndex);
  return Math.min(1, Math.max(slowdown_min, index / fair_index));
}

/** What a report finds wanting, for whoever has to mend it. */
function wanting({ categories: found, audits }: Result): string[] {
  const refs = Object.values(found).flatMap(({ auditRefs }) => auditRefs);
  const bad = refs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9);
  return bad.map(({ id }) => `${id}: ${audits[id]?.displayValue ?? audits[id]?.title}`);
}

for (const { name, pathAt, email } of rooms) {
  test(`Lighthouse finds little to say about ${name}`, async ({ server, launchOptions }) => {
    test.setTimeout(180_000);
    const profile = await mkdtemp(join(tmpdir(), 'orderhouse-lighthouse-'));
    const port = await freePort();
    const args = [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`];
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions,
      args,
      baseURL: server.address,
    });
    try {
      const page = await context.newPage();
      if (email) await signIn(page, email);
      await fillCart(page, await aProduct(server));
      const url = `${server.address}${await pathAt(server)}`;
      let best: Result | undefined;
      for (let run = 0; run < runs_max; run += 1) {
        const flags: Flags = {
          port,
          onlyCategories: [...categories],
          disableStorageReset: true,
          logLevel: 'error',
          // Who is signed in listens to a stream that never ends: nothing would ever be loaded to the end.
          maxWaitForLoad: settled_ms,
          throttling: { ...desktopConfig.settings?.throttling, cpuSlowdownMultiplier: await slowdownOf(page) },
        };
        const lhr = (await lighthouse(url, flags, desktopConfig))?.lhr;
        const scoreOf = (result?: Result) => Math.min(...categories.map((id) => result?.categories[id]?.score ?? 0));
        if (scoreOf(lhr) > scoreOf(best) || best === undefined) best = lhr;
        if (scoreOf(best) >= score_min) break;
      }
      const scores = Object.fromEntries(categories.map((id) => [id, best?.categories[id]?.score ?? 0]));
      test.info().annotations.push({ type: 'scores', description: JSON.stringify(scores) });
      for (const id of categories) {
        expect(scores[id], `${id} of ${url}: ${best ? wanting(best).join('; ') : ''}`).toBeGreaterThanOrEqual(
          score_min,
        );
      }
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    }
  });
}
