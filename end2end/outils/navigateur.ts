// Which browser, of those that may be there.
import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

/** Debian's, without windows: pages open in half the time. */
export const SANS_FENETRE = '/usr/bin/chromium-headless-shell';
/** Debian's, as people have it. */
export const ENTIER = '/usr/bin/chromium';

/** The one asked for by `IMAGIN_CHROMIUM`, else the first that is installed, else the one
 * that Playwright installed itself. */
export function navigateur(...chemins: string[]): Pick<LaunchOptions, 'executablePath'> {
  const trouve = [process.env['IMAGIN_CHROMIUM'] ?? '', ...chemins].find((c) => c !== '' && existsSync(c));
  return trouve === undefined ? {} : { executablePath: trouve };
}
