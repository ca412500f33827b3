// A mission with 2,000 convocations: filtering, ticking, and what a change of one row costs
// the others. Chromium, the processor slowed down 4 times, the server at full speed.
import { sessionDe } from '../outils/comptes.ts';
import { animee, expect, test, type Page } from '../outils/essai.ts';
import { convoquer, suite } from './convoquer.ts';
import { mediane, tableau } from './tableau.ts';

const RALENTI = 4;
const MISSION = 172277;
const CONVOQUES = 2_000;
const LOT = 500;
const MOTS = ['martin', 'a', 'de la', 'zzz', 'histoire', 'bellevue', 'e', ''];

/** Milliseconds between an action in the page and the end of the frame that shows it. */
async function duree(page: Page, action: string, argument: string): Promise<number> {
  return page.evaluate(
    async ([quoi, mot]) => {
      const debut = performance.now();
      if (quoi === 'filtrer') {
        const champ = document.querySelector<HTMLInputElement>('#mot')!;
        champ.value = mot!;
        champ.dispatchEvent(new Event('input', { bubbles: true }));
      } else {
        document.querySelector<HTMLInputElement>(mot!)!.click();
      }
      // The frame that shows it, then the task after it.
      await new Promise((fait) => requestAnimationFrame(() => setTimeout(fait)));
      return performance.now() - debut;
    },
    [action, argument],
  );
}

test('une mission de 2 000 convocations', async ({ serveur, autrePage }) => {
  const temoin = await sessionDe(serveur.url, 'gestionnaire');
  const cookie = `${temoin.name}=${temoin.value}`;
  for (let depuis = 1; depuis <= CONVOQUES; depuis += LOT) {
    const cle = `mesure-d-une-grande-mission-${depuis}`;
    await convoquer(serveur.url, cookie, MISSION, suite(depuis, depuis + LOT - 1), cle);
  }

  const page = await autrePage('gestionnaire');
  await page.goto(`/missions/${MISSION}`);
  await animee(page);
  const rangees = page.locator('#convoques tbody tr');
  await expect(rangees).toHaveCount(CONVOQUES);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: RALENTI });

  const lignes: (string | number)[][] = [];
  for (const mot of MOTS) {
    const temps: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      await duree(page, 'filtrer', '');
      temps.push(await duree(page, 'filtrer', mot));
    }
    lignes.push([`filtrer « ${mot} »`, mediane(temps), Math.max(...temps)]);
  }
  const coches: number[] = [];
  for (let n = 0; n < 6; n += 1) {
    coches.push(await duree(page, 'cocher', '#convoques tbody tr:nth-child(3) input[type=checkbox]'));
  }
  lignes.push(['cocher une ligne', mediane(coches), Math.max(...coches)]);

  // One row changed by somebody else: how many rows are made again.
  await page.evaluate(() => {
    const fenetre = window as unknown as { faites: number };
    fenetre.faites = 0;
    new MutationObserver((changements) => {
      for (const c of changements) fenetre.faites += [...c.addedNodes].filter((n) => n.nodeName === 'TR').length;
    }).observe(document.querySelector('#convoques tbody')!, { childList: true });
  });
  const href = await rangees.nth(10).getByRole('link', { name: /^Supprimer/ }).getAttribute('href');
  const convocation = /convocation=(\d+)/.exec(href ?? '')?.[1] ?? '';
  const supprimee = await fetch(`${serveur.url}/api/convocations/supprimer`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ numero: String(MISSION), convocation, version: '1' }),
  });
  expect(supprimee.ok, await supprimee.text()).toBe(true);
  await expect(rangees).toHaveCount(CONVOQUES - 1, { timeout: 30_000 });
  const refaites = await page.evaluate(() => (window as unknown as { faites: number }).faites);
  expect(refaites, 'lignes refaites pour une qui change').toBeLessThan(5);

  console.log(`Chromium, processeur ralenti ${RALENTI} fois, ${CONVOQUES} convocations, en ms`);
  tableau(['action', 'médiane', 'au pire'], lignes);
  console.log(`une ligne supprimée par un autre : ${refaites} ligne(s) refaite(s)`);
});
