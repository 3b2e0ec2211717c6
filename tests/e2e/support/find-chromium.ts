import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** How to get a browser, for whoever has none. */
export const howToGetOne =
  'No Chromium was found. Install the one of your system (Debian: apt-get install chromium), let Playwright fetch its own (npx playwright install chromium), or name one by CHROMIUM=/path/to/it.';

/** @returns the path of the Chromium to test with: the one that is named, the system’s, or Playwright’s own. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM;
  return [named, ...usual, chromium.executablePath()].find((path) => path && existsSync(path)) ?? null;
}

/** What it is started with: its sandbox does not run as root. */
export const chromiumArgs: string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
