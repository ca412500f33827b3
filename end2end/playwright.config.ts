import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import type { Options } from './outils/essai.ts';

// Debian's browser where it is installed, else the one that Playwright installed itself.
const chromium = process.env['IMAGIN_CHROMIUM'] || '/usr/bin/chromium';

const telephone = { width: 390, height: 844 };

export default defineConfig<Options>({
  testDir: 'essais',
  globalSetup: './outils/preparation.ts',
  outputDir: 'test-results',
  // Every test has its own server over its own copy of the data: any order is good.
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: process.env['CI'] === 'true',
  reporter: [['list']],
  // The server is built without optimisation: pages take their time.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    launchOptions: {
      ...(existsSync(chromium) ? { executablePath: chromium } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
  },
  projects: [
    { name: 'hydrate', testIgnore: ['sans-js.spec.ts', 'mobile.spec.ts'] },
    { name: 'sans-js', testMatch: 'sans-js.spec.ts', use: { javaScriptEnabled: false } },
    {
      name: 'mobile',
      testMatch: 'mobile.spec.ts',
      use: { viewport: telephone, hasTouch: true, isMobile: true },
    },
  ],
});
