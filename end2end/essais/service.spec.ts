// Constat de service fait: entering, everybody at once, exceptions, validating, correcting.
import { readFile } from 'node:fs/promises';
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, telecharger } from '../outils/ecran.ts';
import { expect, ouvrir, test, animee, type Locator, type Page } from '../outils/essai.ts';

const lignes = (page: Page): Locator => page.locator('#constat tbody tr').filter({ has: page.locator('td') });
const ligne = (page: Page, nom: string): Locator => lignes(page).filter({ hasText: nom }).first();
const champ = (rangee: Locator, nom: string): Locator => rangee.getByLabel(new RegExp(`^${nom} – `));
const bouton = (page: Page, nom: string | RegExp): Locator => page.getByRole('button', { name: nom });

test('tout le monde présent, une exception, puis la validation', async ({ page }) => {
  await ouvrir(page, '/');
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Constat service fait' }).click();
  await expect(page.getByRole('heading', { name: 'Constat service fait', level: 1 })).toBeVisible();
  await expect(page.getByText(/lignes restent à constater ou à valider/)).toBeVisible();
  await page.getByLabel('Filtrer par mot-clé').fill('171748');
  await bouton(page, 'Filtrer').click();
  await expect(page).toHaveURL(/mot=171748/);
  await expect(page.locator('#services-faits tbody tr')).toHaveCount(1);
  await page.locator('#services-faits').getByRole('link', { name: '171748' }).click();
  await expect(page.getByText('Mission 171748 –')).toBeVisible();
  await expect(lignes(page).first()).toContainText('À renseigner');

  // One absence is typed, the others come by one action.
  const absente = lignes(page).first();
  const nom = ((await absente.getByRole('rowheader').textContent()) ?? '').split('Correcteur')[0]!;
  await expect(champ(absente, 'Motif de l’absence')).toBeHidden();
  await champ(absente, 'Présence').selectOption({ label: 'Absent' });
  await champ(absente, 'Motif de l’absence').selectOption({ label: 'Autre obligation de service' });
  await expect(champ(absente, 'Heures faites')).toBeHidden();
  await bouton(page, /^Tout le monde présent/).click();
  await attendreMessage(page, 'dont');
  await animee(page);
  await expect(ligne(page, nom)).toContainText('Saisie provisoire');
  await expect(bouton(page, /^Tout le monde présent/)).toHaveCount(0);
  const autre = lignes(page).nth(1);
  await expect(autre).toContainText('indiquez le nombre de copies');
  await expect(champ(autre, 'Présence')).toHaveValue('present');
  await champ(autre, 'Copies').fill('27');
  await champ(autre, 'Remarque').fill('Arrivée à 9 h');
  await bouton(page, 'Enregistrer, relire et valider').click();
  await expect(page.getByRole('heading', { name: 'Validation' })).toBeVisible();
  await animee(page);
  await expect(page.getByRole('region', { name: 'Validation' })).toContainText('indiquez le nombre de copies');
  await sansViolation(page, 'service-validation');
  await bouton(page, /^Valider définitivement 2/).click();
  await attendreMessage(page, 'lignes validées');
  await animee(page);
  await expect(ligne(page, nom)).toContainText('Validé');
  await expect(champ(ligne(page, nom), 'Présence')).toHaveCount(0);

  // What is closed holds the convocation.
  await page.getByRole('link', { name: 'Historique du constat' }).click();
  await expect(page.getByRole('heading', { name: 'Historique du constat', level: 1 })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'validation de 2' })).toHaveCount(1);
  await sansViolation(page, 'service-historique');
});

test('une saisie refusée se remontre ; le remplaçant se trouve par son nom', async ({ page }) => {
  await ouvrir(page, '/service-fait/171747');
  const premiere = lignes(page).first();
  await champ(premiere, 'Présence').selectOption({ label: 'Remplacé' });
  await champ(premiere, 'Remplacé par').fill('Personne Nulle-Part');
  await champ(premiere, 'Copies').fill('12');
  await bouton(page, 'Enregistrer (provisoire)').click();
  await attendreMessage(page, 'personne ne s’appelle');
  await animee(page);
  await expect(champ(lignes(page).first(), 'Remplacé par')).toHaveValue('Personne Nulle-Part');
  await expect(champ(lignes(page).first(), 'Copies')).toHaveValue('12');
  const propose = await page.locator('#personnes-proposees option').nth(30).getAttribute('value');
  await champ(lignes(page).first(), 'Remplacé par').fill(propose ?? '');
  await bouton(page, 'Enregistrer (provisoire)').click();
  await attendreMessage(page, '1 ligne enregistrée');
  await animee(page);
  await expect(champ(lignes(page).first(), 'Remplacé par')).toHaveValue(propose ?? '');
});

test('deux personnes sur la même ligne', async ({ page, autrePage }) => {
  await ouvrir(page, '/service-fait/171753');
  const autre = await autrePage('secretaire');
  await ouvrir(autre, '/service-fait/171753');
  await expect(bouton(autre, 'Enregistrer, relire et valider')).toHaveCount(0);
  await expect(autre.getByText('La validation est faite par le chef')).toBeVisible();
  await champ(lignes(autre).first(), 'Présence').selectOption({ label: 'Présent' });
  await bouton(autre, 'Enregistrer (provisoire)').click();
  await attendreMessage(autre, '1 ligne enregistrée');
  await champ(lignes(page).first(), 'Présence').selectOption({ label: 'Absent' });
  await bouton(page, 'Enregistrer (provisoire)').click();
  await attendreMessage(page, 'a été saisie autrement par');
  await animee(page);
  await expect(lignes(page).first()).toContainText('Enregistré : présent');
  await expect(champ(lignes(page).first(), 'Présence')).toHaveValue('absent');
  await sansViolation(page, 'service-conflit');
});

test('les fichiers et les papiers', async ({ page }) => {
  await ouvrir(page, '/service-fait?etat=attestees');
  await sansViolation(page, 'service-liste', ['services-faits']);
  const paie = page.waitForEvent('download');
  await page.getByRole('link', { name: /mise en paiement/ }).click();
  const csv = await readFile(await (await paie).path(), 'utf8');
  expect(csv).toMatch(/^\uFEFFsession_code;examen;annee;mission;/);
  expect(csv).toContain(';164015;COEC;');
  expect(csv).toContain('Nombre de copies vérifié dans SANTORIN.');
  await ouvrir(page, '/service-fait/164015');
  const etat = await telecharger(page, () => page.getByRole('link', { name: 'État de la mission (PDF)' }).click());
  expect(etat.nom).toBe('164015_service-fait.pdf');
  expect(etat.octets.subarray(0, 5).toString()).toBe('%PDF-');
  const feuille = await telecharger(page, () => page.getByRole('link', { name: 'Feuille d’émargement (PDF)' }).click());
  expect(feuille.nom).toBe('164015_emargement.pdf');
  const personne = await telecharger(page, () => page.getByRole('link', { name: /^État \(PDF\) – / }).first().click());
  expect(personne.nom).toMatch(/^service-fait_.*\.pdf$/);
});

test('une liste vide', async ({ page }) => {
  await ouvrir(page, '/service-fait?mot=zzzz');
  await expect(page.getByText('Aucune mission ne correspond à ces filtres.')).toBeVisible();
  await sansViolation(page, 'service-liste-vide');
});

for (const [numero, etat] of [
  ['164011', 'À renseigner'],
  ['164012', 'À compléter'],
  ['164013', 'Saisie provisoire'],
  ['164015', 'Validé'],
] as const) {
  test(`une mission dans l’état ${etat}`, async ({ page }) => {
    await ouvrir(page, `/service-fait/${numero}`);
    await expect(lignes(page).first()).toContainText(etat);
    await sansViolation(page, `service-${numero}`);
  });
}

test('une convocation dont le service est validé ne se supprime pas', async ({ page, surveillance }) => {
  surveillance.prevoir(/supprimer/);
  await ouvrir(page, '/missions/164015');
  await page.getByRole('link', { name: /^Supprimer la convocation/ }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: /^Supprimer/ }).click();
  // Said in the window, which stays open.
  await expect(page.getByRole('dialog')).toContainText('est validé pour le');
});

test.describe('le gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('corrige une ligne validée, avec une raison', async ({ page }) => {
    await ouvrir(page, '/service-fait/164015');
    await page.getByRole('link', { name: /^Corriger – / }).first().click();
    await expect(page.getByRole('heading', { name: 'Corriger une ligne validée' })).toBeVisible();
    await animee(page);
    await sansViolation(page, 'service-correction');
    const panneau = page.getByRole('region', { name: 'Corriger une ligne validée', exact: true });
    await champ(panneau, 'Copies').fill('3');
    await panneau.getByLabel('Raison de la correction').fill('Recompté dans SANTORIN');
    await bouton(page, 'Enregistrer la correction').click();
    await attendreMessage(page, 'Recompté dans SANTORIN');
    await expect(lignes(page).filter({ hasText: 'Recompté dans SANTORIN' })).toHaveCount(1);
  });
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('constater et valider', async ({ page }) => {
    await page.goto('/service-fait/171753');
    await bouton(page, /^Tout le monde présent/).click();
    await attendreMessage(page, 'provisoirement');
    await bouton(page, 'Enregistrer, relire et valider').click();
    await bouton(page, /^Valider définitivement/).click();
    await attendreMessage(page, 'validée');
    await expect(lignes(page).first()).toContainText('Validé');
    await expect(bouton(page, 'Enregistrer (provisoire)')).toHaveCount(0);
  });
});
