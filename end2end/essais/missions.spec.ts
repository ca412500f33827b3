import { animee, expect, ouvrir, test, type Locator, type Page } from '../outils/essai.ts';
import { aplani } from '../outils/papier.ts';

const COLONNES = [
  'N°',
  'Session examen',
  'Spécialité',
  'Épreuve-option',
  'Type de mission',
  'Début',
  'Nbr itv.',
  'Signature convocation',
];

const tableau = (page: Page): Locator => page.locator('#missions');
const rangees = (page: Page): Locator => tableau(page).locator('tbody tr');

/** The cells of a column, from top to bottom. */
async function colonne(page: Page, titre: string): Promise<string[]> {
  const rang = COLONNES.indexOf(titre) + 1;
  const textes = await rangees(page).locator(`> :nth-child(${rang})`).allTextContents();
  return textes.map(aplani);
}

/** Waits for a list whose column holds nothing but what is expected, and something. */
async function attendreColonne(page: Page, titre: string, attendu: RegExp): Promise<void> {
  await expect(async () => {
    const valeurs = await colonne(page, titre);
    expect(valeurs).not.toHaveLength(0);
    for (const valeur of valeurs) expect(valeur).toMatch(attendu);
  }).toPass({ timeout: 10_000 });
}

/** Number of missions that the caption gives. */
async function compte(page: Page): Promise<number> {
  return Number.parseInt((await tableau(page).locator('caption').innerText()).replace(/\D/, ''), 10);
}

test('les huit colonnes du mémo et leurs lignes', async ({ page }) => {
  await ouvrir(page, '/missions');
  await expect(page.getByRole('heading', { name: 'Convocation par mission', level: 1 })).toBeVisible();
  const titres = await tableau(page).getByRole('columnheader').allTextContents();
  expect(titres.map(aplani)).toEqual(COLONNES);
  const du172277 = rangees(page).filter({ has: page.getByRole('link', { name: '172277' }) });
  expect((await du172277.locator('> *').allTextContents()).map(aplani)).toEqual([
    '172277',
    '470, BCG, 2021, BGT 2021',
    'BCG - BACCALAUREAT GENERAL',
    'C001C, Histoire-géographie 3ème éval',
    'Correction de copies épreuve EC',
    '01/02/2021',
    '0',
    "Chef d'établissement",
  ]);
  const numerisation = rangees(page).filter({ has: page.getByRole('link', { name: '172322' }) });
  expect((await numerisation.locator('> *').allTextContents()).map(aplani)).toEqual([
    '172322',
    '470, BCG, 2021, BGT 2021',
    '',
    '',
    'Numérisation des copies',
    '13/01/2021',
    '0',
    "Chef d'établissement",
  ]);
  expect(await compte(page)).toBe(await rangees(page).count());
});

test('les deux missions HLP se reconnaissent', async ({ page }) => {
  await ouvrir(page, '/missions?mot=humanites');
  await expect(rangees(page)).toHaveCount(2);
  const lien = (numero: string): Locator => page.getByRole('link', { name: numero });
  const [lettres, philosophie] = [lien('172313'), lien('172316')];
  await expect(rangees(page).filter({ has: lettres })).toContainText('HLP – professeur de lettres (avec 172316)');
  await expect(rangees(page).filter({ has: philosophie })).toContainText('HLP – professeur de philosophie (avec 172313)');
  await lettres.click();
  await page.getByRole('link', { name: /^Partie philosophie\s: mission 172316$/ }).click();
  await expect(page.getByRole('link', { name: /^Partie littérature\s: mission 172313$/ })).toBeVisible();
});

test('filtres Année et Examen, gardés dans l’adresse', async ({ page }) => {
  await ouvrir(page, '/missions');
  const total = await compte(page);
  const annee = page.locator('#annee');
  const examen = page.locator('#examen');
  await expect(annee.locator('summary')).toHaveText('0 sélectionnée');
  await expect(examen.locator('summary')).toHaveText('0 sélectionné');

  await annee.locator('summary').click();
  await annee.getByText('2021', { exact: true }).click();
  await expect(annee.locator('summary')).toHaveText('1 sélectionnée');
  await examen.locator('summary').click();
  // Leaving a list closes it.
  await expect(annee).not.toHaveAttribute('open');
  await examen.getByText('EA-BCG', { exact: true }).click();
  await examen.getByText('EA-BTN', { exact: true }).click();
  await expect(examen.locator('summary')).toHaveText('2 sélectionnés');
  await page.getByRole('button', { name: 'Filtrer' }).click();

  await expect(page).toHaveURL(/annee=2021/);
  await expect(tableau(page).locator('caption')).toHaveText(new RegExp(`^\\d+\\smissions sur ${total}$`));
  const verifier = async () => {
    for (const session of await colonne(page, 'Session examen')) {
      expect(session).toMatch(/^4[37]A, EA-B(CG|TN), 2021, EA 2021$/);
    }
    await expect(annee.locator('summary')).toHaveText('1 sélectionnée');
    await expect(examen.locator('summary')).toHaveText('2 sélectionnés');
  };
  await verifier();
  const filtrees = await compte(page);
  expect(filtrees).toBeGreaterThan(0);
  expect(filtrees).toBeLessThan(total);

  await page.reload();
  await verifier();
  expect(await compte(page)).toBe(filtrees);
  await page.goBack();
  await expect.poll(() => compte(page)).toBe(total);
  await expect(examen.locator('summary')).toHaveText('0 sélectionné');
  await page.goForward();
  await expect.poll(() => compte(page)).toBe(filtrees);
  await verifier();
});

test('le mot-clé ignore les accents et la casse, dans toutes les colonnes', async ({ page }) => {
  await ouvrir(page, '/missions');
  const mot = page.getByLabel('Filtrer par mot-clé');
  await mot.fill('GEOGRAPHIE 3eme');
  await mot.press('Enter');
  await expect(page).toHaveURL(/mot=GEOGRAPHIE/);
  await attendreColonne(page, 'Épreuve-option', /Histoire-géographie 3ème éval/);
  expect(await rangees(page).count()).toBeGreaterThan(1);
  await page.reload();
  await expect(mot).toHaveValue('GEOGRAPHIE 3eme');

  for (const [saisie, titre, attendu] of [
    ['numerisation', 'Type de mission', /Numérisation des copies/],
    ['evaluation competences', 'Type de mission', /^Évaluation compétences expérimentales$/],
    ['chef de centre', 'Signature convocation', /^Chef de centre$/],
    ['sante et social', 'Spécialité', /SANTE ET SOCIAL/],
    ['171747', 'N°', /^171747$/],
    ['bgt 2021', 'Session examen', /BGT 2021/],
    ['01/02/2021', 'Début', /^01\/02\/2021$/],
  ] as const) {
    await mot.fill(saisie);
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(page).toHaveURL((url) => url.searchParams.get('mot') === saisie);
    await attendreColonne(page, titre, attendu);
  }
});

test('rien ne correspond : la page le dit et permet de revenir', async ({ page }) => {
  await ouvrir(page, '/missions?mot=zzzz');
  await expect(page.getByText('Aucune mission ne correspond à ces filtres.')).toBeVisible();
  await page.getByRole('link', { name: 'Réinitialiser les filtres' }).click();
  await expect(tableau(page)).toBeVisible();
});

test('tri sur chaque colonne, dans les deux sens', async ({ page }) => {
  await ouvrir(page, '/missions');
  // By number at first, so that the first click sorts downwards.
  await expect(tableau(page).getByRole('columnheader', { name: 'N°' })).toHaveAttribute('aria-sort', 'ascending');
  const ordre: Record<string, (valeur: string) => number> = {
    'N°': Number,
    'Nbr itv.': Number,
    Début: (v) => Number(v.split('/').reverse().join('')),
  };
  for (const titre of [...COLONNES.slice(1), 'N°']) {
    const entete = tableau(page).getByRole('columnheader', { name: titre });
    const sens: string[][] = [];
    for (const attendu of ['ascending', 'descending']) {
      await entete.getByRole('link').click();
      await expect(entete).toHaveAttribute('aria-sort', attendu);
      await expect(tableau(page).locator('[aria-sort]')).toHaveCount(1);
      const valeurs = await colonne(page, titre);
      const cle = ordre[titre];
      if (cle) {
        const nombres = valeurs.map(cle);
        const tries = nombres.toSorted((a, b) => (attendu === 'ascending' ? a - b : b - a));
        expect(nombres, `${titre} ${attendu}`).toEqual(tries);
      }
      // Whatever the alphabet, equal values stand together.
      const blocs = valeurs.filter((v, i) => v !== valeurs[i - 1]);
      expect(new Set(blocs).size, `${titre} ${attendu}`).toBe(blocs.length);
      sens.push(blocs);
    }
    expect(sens[1], titre).toEqual(sens[0]?.toReversed());
  }
});

test('le tri ne fait pas un pas de plus dans l’historique', async ({ page }) => {
  await ouvrir(page, '/');
  await page.getByRole('link', { name: 'Convocation par mission' }).first().click();
  await expect(tableau(page)).toBeVisible();
  await tableau(page).getByRole('link', { name: 'Début' }).click();
  await expect(page).toHaveURL(/tri=debut/);
  // Gone back before the page answers: both share one document's history.
  let venir = (): void => undefined;
  const programme = new Promise<void>((suite) => (venir = suite));
  await page.route(/\.wasm$/, async (route) => {
    await programme;
    await route.continue();
  });
  await page.reload({ waitUntil: 'domcontentloaded' });
  await expect(tableau(page).getByRole('columnheader', { name: 'Début' })).toHaveAttribute('aria-sort', 'ascending');
  await page.goBack({ waitUntil: 'commit' });
  await expect(page.getByRole('heading', { name: 'Accueil', level: 1 })).toBeVisible();
  venir();
  await animee(page);
  await page.getByRole('link', { name: 'Convocation par mission' }).first().click();
  await expect(tableau(page)).toBeVisible();
});

test('missions à convoquer, missions convoquées', async ({ page }) => {
  await ouvrir(page, '/missions');
  const vues = page.getByRole('navigation', { name: 'Missions affichées' });
  const total = await compte(page);
  await expect(vues.getByRole('link', { name: 'Toutes' })).toHaveAttribute('aria-current', 'true');

  await vues.getByRole('link', { name: 'À convoquer' }).click();
  await expect(vues.getByRole('link', { name: 'À convoquer' })).toHaveAttribute('aria-current', 'true');
  await attendreColonne(page, 'Nbr itv.', /^0$/);
  const aConvoquer = await colonne(page, 'Nbr itv.');

  await vues.getByRole('link', { name: 'Convoquées' }).click();
  await expect(vues.getByRole('link', { name: 'Convoquées' })).toHaveAttribute('aria-current', 'true');
  await attendreColonne(page, 'Nbr itv.', /^[1-9]\d*$/);
  const convoquees = await colonne(page, 'Nbr itv.');
  expect(aConvoquer.length + convoquees.length).toBe(total);

  // A view keeps the filter, a filter keeps the view.
  await page.getByLabel('Filtrer par mot-clé').fill('anglais');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page).toHaveURL(/vue=convoquees/);
  await expect(page).toHaveURL(/mot=anglais/);
  await expect(vues.getByRole('link', { name: 'À convoquer' })).toHaveAttribute('href', /mot=anglais/);
  await vues.getByRole('link', { name: 'À convoquer' }).click();
  await expect(page).toHaveURL(/mot=anglais/);
  await attendreColonne(page, 'Nbr itv.', /^0$/);
});

test('de la liste à une mission, et retour', async ({ page }) => {
  await ouvrir(page, '/missions');
  await page.getByRole('link', { name: '172278' }).click();
  await expect(page).toHaveURL(/\/missions\/172278$/);
  const faits = page.locator('dl').first();
  for (const [nom, valeur] of [
    ['Numéro mission', '172278'],
    ['Type de mission', 'Correction de copies épreuve EC'],
    ['Date début', '01/02/2021'],
    ['Session examen', '470, BCG, 2021, BGT 2021'],
    ['Spécialité', 'BCG - BACCALAUREAT GENERAL'],
    ['Épreuve-option', 'C001C, Histoire-géographie 3ème éval'],
  ] as const) {
    const fait = faits.locator('div').filter({ has: page.getByText(nom, { exact: true }) });
    await expect(fait.locator('dd')).toHaveText(valeur);
  }
  await page.getByRole('link', { name: 'Retour' }).click();
  await expect(tableau(page)).toBeVisible();
});

test.describe('gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('des centaines de missions, par pages', async ({ page }) => {
    await ouvrir(page, '/missions');
    const pages = page.getByRole('navigation', { name: 'Pages de la liste' });
    const total = await compte(page);
    expect(total).toBeGreaterThan(200);
    await expect(rangees(page)).toHaveCount(100);
    const premieres = await colonne(page, 'N°');

    await pages.getByRole('link', { name: 'Page 2', exact: true }).click();
    await expect(pages.getByRole('link', { name: 'Page 2', exact: true })).toHaveAttribute('aria-current', 'page');
    await expect(page).toHaveURL(/page=2/);
    const deuxiemes = await colonne(page, 'N°');
    expect(deuxiemes).toHaveLength(100);
    expect(Number(deuxiemes[0])).toBeGreaterThan(Number(premieres.at(-1)));

    await page.reload();
    expect(await colonne(page, 'N°')).toEqual(deuxiemes);
    await pages.getByRole('link', { name: 'Page précédente' }).click();
    await expect.poll(() => colonne(page, 'N°')).toEqual(premieres);
    // A filter begins at its first page.
    await pages.getByRole('link', { name: 'Page suivante' }).click();
    await expect(page).toHaveURL(/page=2/);
    await page.getByLabel('Filtrer par mot-clé').fill('correction');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(page).not.toHaveURL(/page=2/);
    await expect(rangees(page).first()).toBeVisible();

    const derniere = Math.ceil(total / 100);
    await page.goto(`/missions?page=${derniere}`);
    await expect(rangees(page)).toHaveCount(total - 100 * (derniere - 1));
    // A page that is no longer there is the last one.
    await page.goto('/missions?page=9999');
    await expect(rangees(page)).toHaveCount(total - 100 * (derniere - 1));
    await expect(page.locator('[aria-current="page"]', { hasText: String(derniere) })).toBeVisible();
  });

  test('toutes les missions sur une page quand on le demande', async ({ page }) => {
    await ouvrir(page, '/missions?lignes=5000');
    expect(await rangees(page).count()).toBe(await compte(page));
  });
});
