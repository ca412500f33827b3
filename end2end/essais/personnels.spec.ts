// The people of an établissement: who is free, who is convoked, one person's page, paper.
import { sansViolation } from '../outils/axe.ts';
import { telecharger } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { lignesCsv, textePdf } from '../outils/papier.ts';

const lignes = (page: Page) => page.locator('#personnels tbody tr');

test('la liste : filtres, disponibilité, tri, fichiers', async ({ page }) => {
  await ouvrir(page, '/');
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Consultation des personnels' }).click();
  await expect(page.getByRole('heading', { name: 'Consultation des personnels', level: 1 })).toBeVisible();
  await animee(page);
  await expect(lignes(page)).toHaveCount(100);
  await sansViolation(page, 'personnels');
  await page.getByLabel('Filtrer par mot-clé').fill('anglais');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(lignes(page)).toHaveCount(13);
  // Away every Monday, or on that very one: two people less; none is convoked that day.
  await page.getByLabel('Disponible du').fill('2021-02-01');
  await page.getByLabel('au', { exact: true }).fill('2021-02-05');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page).toHaveURL(/du=2021-02-01/);
  await expect(page.getByText('Personnes disponibles du 01/02/2021 au 05/02/2021')).toBeVisible();
  await expect(lignes(page).filter({ hasText: "O'BRIEN" })).toHaveCount(0);
  expect(await lignes(page).count()).toBeLessThan(13);

  await page.goto('/personnels?mot=anglais');
  await animee(page);
  await page.getByRole('link', { name: 'Jours', exact: true }).click();
  await expect(page).toHaveURL(/tri=charge/);
  // The heading leads the other way once the list is there.
  await expect(page.getByRole('columnheader', { name: 'Jours' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('link', { name: 'Jours', exact: true }).click();
  await expect(page).toHaveURL(/sens=desc/);
  await expect(lignes(page).first().locator('td').last()).not.toHaveText('0');
  const csv = await telecharger(page, () => page.getByRole('link', { name: 'Exporter (CSV)' }).click());
  expect(csv.nom).toBe('personnels.csv');
  expect(lignesCsv(csv.octets)).toHaveLength(14);
  const pdf = await telecharger(page, () => page.getByRole('link', { name: 'Imprimer la liste (PDF)' }).click());
  expect(await textePdf(pdf.octets)).toContain("O'BRIEN Patrice");
  await page.getByLabel('Mois à afficher au mur').selectOption({ label: 'février 2021' });
  const mur = await telecharger(page, () =>
    page.getByRole('button', { name: 'Calendrier de l’équipe (PDF)' }).click(),
  );
  const texte = await textePdf(mur.octets);
  expect(texte).toContain('février 2021');
  expect(texte).toContain('ANGLAIS');
  expect(texte).not.toContain('Formation');

  // Who shares their service is there, with where they are appointed.
  await page.goto('/personnels?mot=ny%20linh');
  await expect(lignes(page).filter({ hasText: 'NY Linh' })).toContainText(/À titre secondaire \(principal/);

  await page.goto('/personnels?mot=zzzz');
  await expect(page.getByText('Personne ne correspond à ces filtres.')).toBeVisible();
});

test('la page d’une personne', async ({ page }) => {
  await ouvrir(page, "/personnels?mot=o'brien");
  await page.getByRole('link', { name: "O'BRIEN Patrice" }).click();
  await expect(page.getByRole('heading', { name: "O'BRIEN Patrice", level: 1 })).toBeVisible();
  await animee(page);
  await sansViolation(page, 'personne');
  await expect(page.getByText('de la même discipline')).toBeVisible();
  await expect(page.locator('#charges tbody tr')).toHaveCount(13);
  await expect(page.locator('#indisponibilites')).toContainText('du 01/02/2021 au 05/02/2021');
  await page.getByRole('link', { name: 'Trimestre' }).click();
  await expect(page).toHaveURL(/vue=trimestre/);
  await expect(page.locator('.imagin-agenda__mois')).toHaveCount(3);
  await sansViolation(page, 'personne-trimestre');
  await page.getByRole('link', { name: 'Saisir une indisponibilité' }).click();
  await expect(page.getByRole('checkbox', { name: /O'BRIEN/ })).toBeChecked();
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('filtrer, puis ouvrir une personne', async ({ page }) => {
    await page.goto('/personnels');
    await page.getByLabel('Filtrer par mot-clé').fill("o'brien");
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(lignes(page)).toHaveCount(1);
    await page.getByRole('link', { name: "O'BRIEN Patrice" }).click();
    await page.getByRole('link', { name: 'Mois suivant' }).click();
    await expect(page.locator('.imagin-agenda__mois')).toHaveCount(1);
    await expect(page.getByRole('heading', { name: 'Historique' })).toBeVisible();
  });
});

test.describe('gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('toute l’académie, page après page', async ({ page }) => {
    await ouvrir(page, '/personnels');
    await expect(page.locator('#personnels caption')).toContainText(/3.000.personnes/);
    await expect(page.getByRole('link', { name: 'Établissement', exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Page suivante' }).click();
    await expect(page).toHaveURL(/page=2/);
  });
});
