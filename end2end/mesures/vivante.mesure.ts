// From asking for a page to its answering: Chromium, the processor slowed down 4 times,
// the server at full speed. Each first visit is that of a new browser, with nothing kept;
// the second one finds the files of the site where the first left them.
import { sessionDe } from '../outils/comptes.ts';
import { animee, expect, test, VIVANTE, type Page } from '../outils/essai.ts';
import { convoquer, suite } from './convoquer.ts';
import { mediane, tableau } from './tableau.ts';

const RALENTI = 4;
const PASSES = 7;
const MISSION = 172277;
const CONVOQUES = 200;

/** Milliseconds since the page was asked for. */
interface Temps {
  /** Last byte of the page. */
  recue: number;
  /** First text or image shown. */
  montree: number;
  /** Our script answers. */
  vivante: number;
}

async function visiter(page: Page, adresse: string): Promise<Temps> {
  await page.goto(adresse);
  await animee(page);
  return page.evaluate((nom) => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const [montree] = performance.getEntriesByName('first-contentful-paint');
    const [vivante] = performance.getEntriesByName(nom);
    return {
      recue: navigation?.responseEnd ?? Number.NaN,
      montree: montree?.startTime ?? Number.NaN,
      vivante: vivante?.startTime ?? Number.NaN,
    };
  }, VIVANTE);
}

test('de la demande à la page vivante', async ({ serveur, autrePage }) => {
  const temoin = await sessionDe(serveur.url, 'gestionnaire');
  const cookie = `${temoin.name}=${temoin.value}`;
  // People of an empty database are numbered from 1 on.
  await convoquer(serveur.url, cookie, MISSION, suite(1, CONVOQUES), 'mesure-de-la-page-vivante');

  // Of the people convoked the document holds a page.
  const pages: [string, string, string, number][] = [
    ['liste, 100 missions', '/missions', '#missions tbody tr', 100],
    [`mission, ${CONVOQUES} convoqués`, `/missions/${MISSION}`, '#convoques tbody tr', 50],
  ];
  const lignes: (string | number)[][] = [];
  for (const [nom, adresse, rangees, auMoins] of pages) {
    const premiere: Temps[] = [];
    const seconde: Temps[] = [];
    for (let n = 0; n < PASSES; n += 1) {
      const page = await autrePage('gestionnaire');
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: RALENTI });
      premiere.push(await visiter(page, adresse));
      seconde.push(await visiter(page, adresse));
      expect(await page.locator(rangees).count()).toBeGreaterThanOrEqual(auMoins);
      await page.context().close();
    }
    for (const [visite, temps] of [['première', premiere], ['suivante', seconde]] as const) {
      const de = (cle: keyof Temps) => Math.round(mediane(temps.map((t) => t[cle])));
      const pire = Math.round(Math.max(...temps.map((t) => t.vivante)));
      lignes.push([nom, visite, de('recue'), de('montree'), de('vivante'), pire]);
    }
  }
  console.log(`Chromium, processeur ralenti ${RALENTI} fois, médianes de ${PASSES} visites, en ms`);
  tableau(['page', 'visite', 'reçue', 'montrée', 'vivante', 'au pire'], lignes);
});
