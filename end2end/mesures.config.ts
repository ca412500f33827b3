// Measures in the browser and of the program, run by bench/vivante and bench/poids: the
// tests' own servers, one at a time, and nothing recorded that would slow a page down.
import { defineConfig } from '@playwright/test';
import essais from './playwright.config.ts';
import type { Options } from './outils/essai.ts';
import { ENTIER, navigateur, SANS_FENETRE } from './outils/navigateur.ts';

export default defineConfig<Options>({
  testDir: 'mesures',
  testMatch: '*.mesure.ts',
  globalSetup: './outils/preparation.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  reporter: [['list']],
  timeout: 600_000,
  use: {
    ...essais.use,
    // The browser that people have, whose figures are those of performance.md.
    launchOptions: { ...essais.use?.launchOptions, ...navigateur(ENTIER, SANS_FENETRE) },
    trace: 'off',
    screenshot: 'off',
    navigationTimeout: 60_000,
  },
});
