// Consultation des missions: list, calendar, rooms, day sheet.
import { readFile } from 'node:fs/promises';
import { sansViolation } from '../outils/axe.ts';
import { telecharger } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Locator, type Page } from '../outils/essai.ts';
import { textePdf } from '../outils/papier.ts';

const rangees = (page: Page): Locator => page.locator('#consultation tbody tr');
const vue = (page: Page, nom: string): Locator =>
  page.getByRole('navigation', { name: 'Présentation' }).getByRole('link', { name: nom, exact: true });

test('la liste se filtre, se trie, s’exporte et mène à la mission', async ({ page }) => {
  await ouvrir(page, '/');
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Consultation des missions' }).click();
  await expect(page.getByRole('heading', { name: 'Consultation des missions', level: 1 })).toBeVisible();
  await expect(page.locator('.fr-text--lead')).toHaveText('LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)');
  await expect(rangees(page).first()).toBeVisible();
  await sansViolation(page, 'consultation-liste');
  await page.getByLabel('Filtrer par mot-clé').fill('arras');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page).toHaveURL(/mot=arras/);
  await expect(rangees(page).first()).toContainText("D'ARRAS");
  const fichier = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Exporter (CSV)' }).click();
  const csv = await readFile(await (await fichier).path(), 'utf8');
  expect(csv).toMatch(/^\uFEFFMission;Type de mission;/);
  expect(csv).toContain("D'ARRAS");
  const liste = await telecharger(page, () => page.getByRole('link', { name: 'Imprimer la liste (PDF)' }).click());
  const imprimee = await textePdf(liste.octets);
  expect(imprimee).toContain('mot-clé');
  expect(imprimee).toContain("D'ARRAS");
  await page.locator('#consultation').getByRole('link', { name: 'Intervenant', exact: true }).click();
  await expect(page.locator('#consultation th[aria-sort="ascending"]')).toHaveText('Intervenant');
  await page.getByLabel('État').selectOption({ label: 'Personne n’est convoqué' });
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page.getByText('Aucune ligne ne correspond à ces filtres.')).toBeVisible();
  await sansViolation(page, 'consultation-vide');
  await page.getByRole('link', { name: 'Réinitialiser les filtres' }).click();
  await page.locator('#consultation').getByRole('link', { name: /^\d{6}$/ }).first().click();
  await expect(page).toHaveURL(/\/missions\/\d{6}$/);
});

test('le mois, la semaine, les salles et le jour', async ({ page }) => {
  await ouvrir(page, '/consultation?vue=mois&jour=2021-02-01');
  await expect(page.getByRole('heading', { name: 'Février 2021' })).toBeVisible();
  await sansViolation(page, 'consultation-mois', ['mois']);
  // On a telephone, only the days when something takes place.
  const vides = page.locator('#mois').getByRole('link', { name: /: rien$/ });
  const ecran = page.viewportSize();
  await expect(vides).not.toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(vides).toHaveCount(0);
  await expect(page.locator('#mois').getByRole('link', { name: /^mardi\s23 février 2021/ })).toBeVisible();
  if (ecran) await page.setViewportSize(ecran);
  await page.getByRole('link', { name: /Mois suivant/ }).click();
  await expect(page.getByRole('heading', { name: 'Mars 2021' })).toBeVisible();
  await page.getByRole('link', { name: /Mois précédent/ }).click();
  await expect(page.getByRole('heading', { name: 'Février 2021' })).toBeVisible();
  await page.getByRole('link', { name: /^mardi\s23 février 2021/ }).click();
  await expect(page.getByRole('heading', { name: /^Mardi\s23 février 2021$/ })).toBeVisible();
  await expect(page.locator('#journee tbody tr').first()).toBeVisible();
  await sansViolation(page, 'consultation-jour');
  const feuille = await telecharger(page, () =>
    page.getByRole('link', { name: 'Feuille d’émargement du jour (PDF)' }).click(),
  );
  expect(feuille.nom).toBe('emargement_2021-02-23.pdf');
  expect(feuille.octets.subarray(0, 5).toString()).toBe('%PDF-');
  await vue(page, 'Semaine').click();
  await expect(page.getByRole('heading', { name: 'Semaine du 22/02/2021 au 28/02/2021' })).toBeVisible();
  await sansViolation(page, 'consultation-semaine', ['semaine']);
  await vue(page, 'Salles').click();
  await expect(page.locator('#salles').getByRole('rowheader', { name: 'Labo SVT 2' })).toBeVisible();
  await sansViolation(page, 'consultation-salles', ['salles']);
});

test.describe('le gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('choisit un centre', async ({ page }) => {
    await ouvrir(page, '/consultation');
    const centre = page.getByLabel('Centre', { exact: true });
    await centre.selectOption({ label: 'LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)' });
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(page).toHaveURL(/centre=\d+/);
    await expect(page.locator('#consultation').getByRole('link', { name: '171747' }).first()).toBeVisible();
  });
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('la liste et le calendrier', async ({ page }) => {
    await page.goto('/consultation');
    await page.getByLabel('Filtrer par mot-clé').fill('172418');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(rangees(page)).toHaveCount(10);
    await vue(page, 'Mois').click();
    await expect(page.locator('#mois').getByRole('link', { name: '172418' }).first()).toBeVisible();
  });
});
