// The tests' own `test`: a server for each, signed in, watched for anything that
// goes wrong in the browser.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect, type BrowserContext, type Page, type TestInfo } from '@playwright/test';
import type { Compte, Temoin } from './comptes.ts';
import { Serveur } from './serveur.ts';

export { expect, type Page, type Locator, type BrowserContext } from '@playwright/test';

/** Set by tests and projects. */
export interface Options {
  /** Who is signed in; none to begin signed out. */
  compte: Compte | null;
  /** Settings of the server beyond the usual ones. */
  reglages: Record<string, string>;
}

interface Outils {
  /** The test's own server. */
  serveur: Serveur;
  /** What went wrong in the browser; a test that provokes something says so. */
  surveillance: Surveillance;
  /** A page of another browser, signed in as somebody. */
  autrePage: (compte: Compte | null) => Promise<Page>;
}

function dossier(): string {
  const lieu = process.env['END2END_DOSSIER'];
  if (!lieu) throw new Error('la préparation n’a pas eu lieu');
  return lieu;
}

/** Cookie of an account in every copy of the data. */
async function temoin(compte: Compte): Promise<Temoin> {
  const sessions = JSON.parse(await readFile(join(dossier(), 'sessions.json'), 'utf8')) as Record<
    string,
    Temoin
  >;
  const trouve = sessions[compte];
  if (!trouve) throw new Error(`aucune session pour ${compte}`);
  return trouve;
}

export class Surveillance {
  readonly #incidents = new Set<string>();
  readonly #prevus: RegExp[] = [];

  /** The same on each page counts once. */
  #noter(incident: string): void {
    this.#incidents.add(incident.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, ''));
  }

  /** An incident whose description matches is what the test provokes. */
  prevoir(...motifs: RegExp[]): void {
    this.#prevus.push(...motifs);
  }

  suivre(contexte: BrowserContext): void {
    contexte.on('console', (m) => {
      if (m.type() === 'error' || m.type() === 'warning') {
        this.#noter(`console ${m.type()} : ${m.text()} (${m.location().url})`);
      }
    });
    contexte.on('weberror', (e) => this.#noter(`page : ${e.error().stack ?? e.error()}`));
    contexte.on('requestfailed', (r) => {
      const raison = r.failure()?.errorText ?? '';
      // The browser's own doing: a page left while it was still asking, a download.
      if (raison !== 'net::ERR_ABORTED') {
        this.#noter(`requête : ${r.method()} ${r.url()} ${raison}`);
      }
    });
    contexte.on('response', (r) => {
      if (r.status() >= 400) {
        this.#noter(`réponse ${r.status()} : ${r.request().method()} ${r.url()}`);
      }
    });
  }

  get imprevus(): string[] {
    return [...this.#incidents].filter((i) => !this.#prevus.some((motif) => motif.test(i)));
  }
}

/** Serves a test over these data, then makes sure that the server ended well and logged no error. */
export async function servir(
  donnees: string,
  reglages: Record<string, string>,
  use: (serveur: Serveur) => Promise<void>,
  info: TestInfo,
): Promise<void> {
  const serveur = await Serveur.demarrer(donnees, reglages);
  await use(serveur);
  try {
    await serveur.arreter();
  } finally {
    if (info.status !== info.expectedStatus) {
      await info.attach('journal du serveur', { body: serveur.journal });
    }
  }
  const lignes = serveur.journal.split('\n').filter((l) => !serveur.prevus.some((motif) => motif.test(l)));
  expect(lignes.join('\n'), 'journal du serveur').not.toMatch(/panicked|\bERROR\b/);
}

export const test = base.extend<Options & Outils>({
  compte: ['chef', { option: true }],
  reglages: [{}, { option: true }],

  serveur: async ({ reglages }, use, info) => {
    const donnees = await mkdtemp(join(dossier(), 'essai-'));
    await cp(join(dossier(), 'modele'), donnees, { recursive: true });
    try {
      await servir(donnees, reglages, use, info);
    } finally {
      await rm(donnees, { recursive: true, force: true });
    }
  },

  baseURL: async ({ serveur }, use) => use(serveur.url),

  surveillance: [
    async ({ javaScriptEnabled }, use) => {
      const surveillance = new Surveillance();
      if (javaScriptEnabled === false) {
        // How the browser says that it does not run what the page preloads.
        surveillance.prevoir(/\/pkg\/\S+\.js csp$/, /was preloaded using link preload but not used/);
      }
      await use(surveillance);
      expect(surveillance.imprevus, 'incidents dans le navigateur').toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, compte, surveillance }, use) => {
    surveillance.suivre(context);
    if (compte) await context.addCookies([await temoin(compte)]);
    await use(context);
  },

  autrePage: async ({ browser, surveillance, contextOptions, javaScriptEnabled, baseURL }, use) => {
    const ouverts: BrowserContext[] = [];
    await use(async (compte) => {
      const contexte = await browser.newContext({
        ...contextOptions,
        baseURL,
        javaScriptEnabled,
        locale: 'fr-FR',
        timezoneId: 'Europe/Paris',
        viewport: { width: 1280, height: 900 },
      });
      ouverts.push(contexte);
      surveillance.suivre(contexte);
      if (compte) await contexte.addCookies([await temoin(compte)]);
      return contexte.newPage();
    });
    for (const contexte of ouverts) await contexte.close();
  },
});

/** Mark that the program keeps once the page answers to the reader. */
export const VIVANTE = 'imagin-vivante';

/** Waits until the page answers. */
export async function animee(page: Page): Promise<void> {
  await page.waitForFunction((nom) => performance.getEntriesByName(nom).length > 0, VIVANTE);
}

/** Goes to an address and waits until the page answers. */
export async function ouvrir(page: Page, adresse: string): Promise<void> {
  await page.goto(adresse);
  await animee(page);
}
