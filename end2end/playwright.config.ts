import { defineConfig } from '@playwright/test';
import type { Options } from './outils/essai.ts';
import { ENTIER, navigateur, SANS_FENETRE } from './outils/navigateur.ts';

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
  reporter: [['list'], ['./outils/bilan.ts']],
  // The server is built without optimisation: pages take their time.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    launchOptions: {
      ...navigateur(SANS_FENETRE, ENTIER),
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
    // Recorded on demand: it takes a quarter of the time of every test.
    trace: process.env['TRACES'] ? 'retain-on-failure' : 'off',
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
