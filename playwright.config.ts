import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './tests/e2e/support/find-chromium.ts';

const executablePath = findChromium();
const measuring = '**/lighthouse.spec.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  projects: [
    // Each worker has a server with a database of its own.
    { name: 'journeys', testIgnore: measuring, outputDir: 'tests/e2e/results/journeys', workers: 2 },
    // What is measured shares the machine with nothing else.
    { name: 'speed', testMatch: measuring, outputDir: 'tests/e2e/results/speed', workers: 1 },
  ],
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath !== null && { executablePath }),
      args: chromiumArgs,
    },
  },
});
