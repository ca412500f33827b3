// Measures in the browser and of the program, run by bench/vivante and bench/poids: the
// tests' own servers, one at a time, and nothing recorded that would slow a page down.
import { defineConfig } from '@playwright/test';
import essais from './playwright.config.ts';
import type { Options } from './outils/essai.ts';

export default defineConfig<Options>({
  testDir: 'mesures',
  testMatch: '*.mesure.ts',
  globalSetup: './outils/preparation.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  reporter: [['list']],
  timeout: 600_000,
  use: { ...essais.use, trace: 'off', screenshot: 'off', navigationTimeout: 60_000 },
});
