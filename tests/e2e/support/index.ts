import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { type DemoServer, startDemoServer } from './server.ts';
import { signIn } from './sign-in.ts';

export { admin, customers, password, vendors } from '../../../server/src/demo/people.ts';
export { expect, signIn };

interface PerTest {
  /** A page of somebody who is signed in, in a browser of their own. */
  pageOf(email: string): Promise<Page>;
}

interface PerWorker {
  server: DemoServer;
}

/** What a page must never say: a script that broke, or one that the policy of the page refused. */
function watchFaults(context: BrowserContext, faults: string[]): void {
  context.on('weberror', (fault) => faults.push(fault.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy')) faults.push(message.text());
  });
}

export const test = base.extend<PerTest, PerWorker>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what is needed from the pattern
    async ({}, use) => {
      const { server, close } = await startDemoServer();
      await use(server);
      await close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: async ({ server }, use) => use(server.address),
  context: async ({ context }, use) => {
    const faults: string[] = [];
    watchFaults(context, faults);
    await use(context);
    expect(faults).toEqual([]);
  },
  pageOf: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    await use(async (email) => {
      const context = await browser.newContext({ ...(baseURL && { baseURL }) });
      contexts.push(context);
      watchFaults(context, faults);
      const page = await context.newPage();
      await signIn(page, email);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(faults).toEqual([]);
  },
});

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What colours have a say in; all else is in the dark as it is in the light. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/** Expects that axe finds nothing serious on a page, in light and in dark. What is moving has to have come to rest. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const axe = new AxeBuilder({ page });
    const asked = colorScheme === 'light' ? axe.withTags(standards) : axe.withRules(ofColours);
    const { violations } = await asked.analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const told = grave.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ target }) => target.join(' ')) }));
    // All that is found is told, not the first of it.
    expect.soft(told, `${page.url()}, ${colorScheme}`).toEqual([]);
  }
}
