// A mission with 2,000 convocations: filtering, sorting, changing page, ticking, and what a
// change of one row costs the others. A discipline of 500 people in the window that convokes.
// Chromium, the processor slowed down 4 times, the server at full speed.
import { sessionDe } from '../outils/comptes.ts';
import { champDiscipline, observer, suggestions, touchees } from '../outils/ecran.ts';
import { animee, expect, test, type Page } from '../outils/essai.ts';
import { importer } from '../outils/importer.ts';
import { convoquer, suite } from './convoquer.ts';
import { mediane, tableau, verdict } from './tableau.ts';

const RALENTI = 4;
const MISSION = 172277;
const CONVOQUES = 2_000;
const PAR_PAGE = 50;
const LOT = 500;
const PASSES = 6;
/** A frame, in milliseconds. */
const IMAGE = 1_000 / 60;
/** Of the same centre as the others. */
const MISSION_DE_LA_FENETRE = 172288;
const DISCIPLINE = 'MESURE DE LA FENETRE';
const DISCIPLINE_DE = 500;
/** Of the discipline, those who are convoked elsewhere at the same hours. */
const OCCUPES = 50;
const MOTS = ['martin', 'a', 'de la', 'zzz', 'histoire', 'bellevue', 'e', ''];

interface Duree {
  /** Script, style, layout and paint until the first answer is shown: what must fit into a frame. */
  travail: number;
  /** Of that, our script before the frame begins. */
  programme: number;
  /** The longest of the frames that bring the rest, from one to the next: a screen has one every 16.7 ms. */
  pire: number;
  /** The first answer has another first row. */
  autre: boolean;
  /** Until the end of the frame that shows all of it, the wait for that frame included. */
  image: number;
}

/** What an action of the page takes: a click, or a word written; it is done once `fait` exists. */
async function duree(page: Page, cible: string, fait: string, mot: string | null = null): Promise<Duree> {
  return page.evaluate(
    async ([ou, preuve, saisie]) => {
      interface Urgent {
        scheduler: { postTask: (tache: () => void, options: { priority: 'user-blocking' }) => void };
      }
      // Before what the page itself put off, which is no part of what came before it.
      const { scheduler } = window as unknown as Urgent;
      const urgente = (suite: () => void) => scheduler.postTask(suite, { priority: 'user-blocking' });
      // One that lets others pass: what is waited for may come from the server.
      const canal = new MessageChannel();
      const tache = () =>
        new Promise<void>((suite) => {
          canal.port1.onmessage = () => suite();
          canal.port2.postMessage(0);
        });
      /** The next frame: when it begins, and when the browser has done style, layout and paint. */
      const cadre = () =>
        new Promise<{ debut: number; fin: number }>((suite) =>
          requestAnimationFrame(() => {
            const debut = performance.now();
            urgente(() => suite({ debut, fin: performance.now() }));
          }),
        );
      const element = document.querySelector<HTMLElement>(ou!)!;
      const tete = () => document.querySelector('#convoques tbody tr')?.textContent;
      const avant = tete();
      // Begins with nothing left to do.
      await cadre();
      await cadre();
      // Asked for before the page asks for its own: it begins with the first of what that does.
      let passee = false;
      let premiere = cadre();
      void premiere.then(() => (passee = true));
      const debut = performance.now();
      if (saisie === null) {
        element.click();
      } else if (element instanceof HTMLInputElement) {
        element.value = saisie!;
        element.dispatchEvent(new Event('input', { bubbles: true }));
      } else {
        element.textContent = saisie!;
      }
      await new Promise<void>((suite) => urgente(suite));
      while (!document.querySelector(preuve!)) await tache();
      const repondu = performance.now();
      if (passee) premiere = cadre();
      // The rest comes a few rows to a frame: until a frame changes nothing.
      const lieu = document.querySelector('#convoques') ?? document.body;
      let change = 0;
      const temoin = new MutationObserver((liste) => (change += liste.length));
      temoin.observe(lieu, { childList: true, subtree: true, characterData: true });
      let derniere = await premiere;
      // Less the wait for the frame, in which nothing is done.
      const travail = repondu - debut + (derniere.fin - derniere.debut);
      const autre = tete() !== avant;
      let pire = 0;
      do {
        change = 0;
        const suivante = await cadre();
        pire = Math.max(pire, suivante.debut - derniere.debut);
        derniere = suivante;
      } while (change > 0);
      temoin.disconnect();
      return { travail, programme: repondu - debut, pire, autre, image: derniere.fin - debut };
    },
    [cible, fait, mot],
  );
}

const TITRES = ['action', 'travail, médiane', 'au pire', 'dont programme', 'plus longue image', 'tout à l’écran', `${IMAGE.toFixed(1)} ms`];

/** The lines of a table, and what adds one: the same done several times, each time from the same state. */
function releve() {
  const lignes: (string | number)[][] = [];
  const repeter = async (quoi: string, faire: () => Promise<Duree>, defaire: () => Promise<unknown>) => {
    const temps: Duree[] = [];
    for (let n = 0; n < PASSES; n += 1) {
      temps.push(await faire());
      await defaire();
    }
    const travail = temps.map((t) => t.travail);
    lignes.push([
      quoi,
      mediane(travail),
      Math.max(...travail),
      mediane(temps.map((t) => t.programme)),
      mediane(temps.map((t) => t.pire)),
      mediane(temps.map((t) => t.image)),
      verdict(mediane(travail) <= IMAGE),
    ]);
  };
  return { lignes, repeter };
}

test('une mission de 2 000 convocations', async ({ serveur, autrePage }) => {
  const temoin = await sessionDe(serveur.url, 'gestionnaire');
  const cookie = `${temoin.name}=${temoin.value}`;
  for (let depuis = 1; depuis <= CONVOQUES; depuis += LOT) {
    const cle = `mesure-d-une-grande-mission-${depuis}`;
    await convoquer(serveur.url, cookie, MISSION, suite(depuis, depuis + LOT - 1), cle);
  }

  const page = await autrePage('gestionnaire');
  const reponse = await page.goto(`/missions/${MISSION}`);
  const poids = (await reponse?.body())?.length ?? 0;
  await animee(page);
  const rangees = page.locator('#convoques tbody tr');
  const legende = page.locator('#convoques caption');
  await expect(rangees).toHaveCount(PAR_PAGE);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: RALENTI });

  const { lignes, repeter } = releve();
  const corps = '#convoques tbody';
  const filtrer = (mot: string) => duree(page, '#mot', corps, mot);
  const sansMot = () => filtrer('');
  // As who types sees it: the list under the keyword.
  await page.locator('#mot').evaluate((champ) => champ.scrollIntoView());

  // What the browser itself asks for a frame in which one word changes and none of our script runs.
  const ecrire = (texte: string) => duree(page, '.imagin-faits dd', corps, texte);
  await repeter('un mot de la page, sans notre programme', () => ecrire('un'), () => ecrire('deux'));
  for (const mot of MOTS) {
    await filtrer(mot === '' ? 'martin' : '');
    await repeter(`filtrer « ${mot} »`, () => filtrer(mot), () => filtrer(mot === '' ? 'martin' : ''));
  }
  await sansMot();
  const vers = (n: number) => duree(page, `.fr-pagination [aria-label="Page ${n}"]`, corps);
  const autresLignes = async (d: Duree) => {
    expect(d.autre, 'la première réponse est d’autres lignes').toBe(true);
    return d;
  };
  await repeter('changer de page', async () => autresLignes(await vers(2)), () => vers(1));
  // The third column: the box, the name, the first name, the établissement.
  const titre = '#convoques thead th:nth-child(4)';
  const trier = async (sens: string) => {
    const d = await autresLignes(await duree(page, `${titre} a`, corps));
    await expect(page.locator(titre)).toHaveAttribute('aria-sort', sens);
    return d;
  };
  await repeter('trier par établissement', () => trier('ascending'), () => trier('descending'));
  await repeter(
    'cocher une ligne',
    () => duree(page, `${corps} tr:nth-child(3) input[type=checkbox]`, corps),
    () => duree(page, `${corps} tr:nth-child(3) input[type=checkbox]`, corps),
  );
  const tout = '.imagin-selection button[name=tout]';
  const rien = '.imagin-selection button[type=button]';
  await repeter(
    'sélectionner les 2 000 résultats',
    () => duree(page, tout, `${corps} tr:last-child :checked`),
    async () => {
      await expect(page.locator(rien)).toBeVisible();
      await page.locator(rien).click();
      await expect(page.locator(rien)).toBeHidden();
    },
  );
  expect(await rangees.count(), 'lignes dans le document').toBeLessThanOrEqual(PAR_PAGE);

  // One row changed by somebody else: how many rows are made again.
  await page.goto(`/missions/${MISSION}`);
  await animee(page);
  await observer(page);
  const href = await rangees.nth(10).getByRole('link', { name: /^Supprimer/ }).getAttribute('href');
  const convocation = /convocation=(\d+)/.exec(href ?? '')?.[1] ?? '';
  const supprimee = await fetch(`${serveur.url}/api/convocations/supprimer`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ numero: String(MISSION), convocation, version: '1' }),
  });
  expect(supprimee.ok, await supprimee.text()).toBe(true);
  await expect(legende).toHaveText(/\(1\s999\slignes\)/, { timeout: 30_000 });
  await expect(rangees).toHaveCount(PAR_PAGE);
  const refaites = (await touchees(page)).length;
  expect(refaites, 'lignes refaites pour une qui change').toBeLessThan(5);

  console.log(`Chromium, processeur ralenti ${RALENTI} fois, ${CONVOQUES} convocations, en ms`);
  tableau(TITRES, lignes);
  console.log(`une ligne supprimée par un autre : ${refaites} ligne(s) refaite(s)`);
  console.log(`la page : ${Math.round(poids / 1_000)} ko, décompressée`);
});

test('une discipline de 500 personnes dans la fenêtre', async ({ serveur, autrePage }) => {
  const page = await autrePage('gestionnaire');
  const titres =
    'matricule;civilite;nom;prenom;uai;discipline_code;discipline;mel_professionnel;mel_personnel;adresse_1;adresse_2;code_postal;commune;actif';
  const gens = suite(1, DISCIPLINE_DE).map(
    (n) =>
      `MESURE${n};Mme;MESURE ${n};Anne;0310038Y;L9999;${DISCIPLINE};mesure${n}@exemple.fr;;${n} rue des Filatiers;;31000;TOULOUSE;oui`,
  );
  await importer(page, 'intervenants', [titres, ...gens, ''].join('\n'));

  const liste = '#identifies';
  const ouvrirLaFenetre = async () => {
    await page.goto(`/missions/${MISSION_DE_LA_FENETRE}?fenetre=creer`);
    await animee(page);
    await champDiscipline(page).fill(DISCIPLINE.toLowerCase());
    await expect(suggestions(page, 'discipline')).toHaveCount(1);
  };
  await ouvrirLaFenetre();
  await suggestions(page, 'discipline').click();
  const boites = page.locator(`${liste} li input`);
  await expect(boites).toHaveCount(DISCIPLINE_DE);
  const cles = await boites.evaluateAll((tous) => tous.map((b) => Number((b as HTMLInputElement).value)));
  const temoin = await sessionDe(serveur.url, 'gestionnaire');
  const cookie = `${temoin.name}=${temoin.value}`;
  await convoquer(serveur.url, cookie, MISSION, cles.slice(0, OCCUPES), 'mesure-de-la-fenetre-occupes');

  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: RALENTI });
  const { lignes, repeter } = releve();
  await ouvrirLaFenetre();
  await repeter(
    'charger, réponse du serveur comprise',
    () => duree(page, '#recherche-discipline-liste [role=option]', `${liste} li:nth-child(${DISCIPLINE_DE})`),
    ouvrirLaFenetre,
  );
  await suggestions(page, 'discipline').click();
  await expect(boites).toHaveCount(DISCIPLINE_DE);
  // What stands against them has come.
  await expect(page.locator('label[for=ecarter-conflits]')).toContainText(`(${OCCUPES})`);
  const une = `${liste} li:nth-child(10) input`;
  await repeter(
    'cocher une personne',
    () => duree(page, une, `${une}:not(:checked)`),
    () => duree(page, une, `${une}:checked`),
  );
  const derniere = `${liste} li:nth-child(${DISCIPLINE_DE}) input`;
  await repeter(
    'tout décocher',
    () => duree(page, '#tout-selectionner', `${derniere}:not(:checked)`),
    () => duree(page, '#tout-selectionner', `${derniere}:checked`),
  );
  await page.locator('#tout-selectionner').uncheck({ force: true });
  await repeter(
    'tout cocher',
    () => duree(page, '#tout-selectionner', `${derniere}:checked`),
    () => duree(page, '#tout-selectionner', `${derniere}:not(:checked)`),
  );
  await repeter(
    'ne montrer que les personnes sans conflit',
    () => duree(page, '#ecarter-conflits', `${liste} li[hidden]`),
    () => duree(page, '#ecarter-conflits', `${liste}:not(:has(li[hidden]))`),
  );

  console.log(`Chromium, processeur ralenti ${RALENTI} fois, une discipline de ${DISCIPLINE_DE} personnes, en ms`);
  tableau(TITRES, lignes);
});
