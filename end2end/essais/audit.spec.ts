// The audit trail: looked at, filtered, taken away as a file; for the rectorat alone.
import { readFile } from 'node:fs/promises';
import { sansViolation } from '../outils/axe.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';

const lignes = (page: Page) => page.locator('#audit tbody tr');
const filtrer = (page: Page) => page.getByRole('button', { name: 'Filtrer' }).click();

test.describe('administrateur', () => {
  test.use({ compte: 'admin' });

  test('le journal d’audit se lit, se filtre et s’exporte', async ({ page }) => {
    // Four states, each looked at four times.
    test.slow();
    await ouvrir(page, '/');
    await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Journal d’audit' }).click();
    await expect(page.getByRole('heading', { name: 'Journal d’audit', level: 1 })).toBeVisible();
    await expect(lignes(page).filter({ hasText: 'Connexion' }).filter({ hasText: 'admin' }).first()).toBeVisible();
    await sansViolation(page, 'audit', ['audit']);

    const detaillee = lignes(page).filter({ has: page.locator('details') }).first();
    await detaillee.getByText('Détails').click();
    await expect(detaillee.locator('details')).toHaveAttribute('open', '');
    await sansViolation(page, 'audit-details', ['audit']);

    await page.getByLabel('Action', { exact: true }).selectOption({ label: 'Compétences validées' });
    await filtrer(page);
    await expect(page).toHaveURL(/\/audit\?action=competences\.valider$/);
    await expect(lignes(page).first()).toContainText('Saisie de compétences');
    await expect(lignes(page).filter({ hasNotText: 'Compétences validées' })).toHaveCount(0);

    await page.getByLabel('Compte (nom ou identifiant)').fill('personne ne s’appelle ainsi');
    await filtrer(page);
    await expect(page.getByText('Aucune ligne ne correspond à ces filtres.')).toBeVisible();
    await sansViolation(page, 'audit-vide');
    await page.getByRole('link', { name: 'Réinitialiser les filtres' }).click();
    await expect(page).toHaveURL(/\/audit$/);
    // The form is that of the page once its lines are there.
    await expect(lignes(page).first()).toBeVisible();

    await page.getByLabel('À partir du').fill('2026-11-02');
    await page.getByLabel('Jusqu’au').fill('2026-11-01');
    await filtrer(page);
    await expect(page.getByRole('alert')).toContainText('La première date est après la seconde');
    await sansViolation(page, 'audit-dates');
    await page.goto('/audit?compte=admin&action=connexion');
    const telechargement = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Exporter (CSV)' }).click();
    const fichier = await telechargement;
    expect(fichier.suggestedFilename()).toBe('journal-d-audit.csv');
    const csv = await readFile(await fichier.path(), 'utf8');
    expect(csv).toMatch(/^\uFEFFLigne;Date;Compte;Identifiant;Action;/);
    expect(csv).toContain(';Connexion;connexion;');
    await page.goto('/audit?action=piste.exporter');
    await expect(lignes(page).first()).toContainText('Journal d’audit exporté');
  });

  test('ce qu’un autre fait y apparaît aussitôt', async ({ page, autrePage }) => {
    const chef = await autrePage('chef');
    await ouvrir(chef, '/compte');
    await ouvrir(page, '/audit?compte=chef');
    await expect(lignes(page).first()).toContainText('Connexion');
  });
});

test.describe('gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('le lit aussi', async ({ page }) => {
    await ouvrir(page, '/audit');
    await expect(lignes(page).first()).toBeVisible();
  });
});

test('un chef n’y a pas accès', async ({ page }) => {
  await ouvrir(page, '/');
  await expect(page.getByRole('link', { name: 'Journal d’audit' })).toHaveCount(0);
  await page.goto('/audit');
  await expect(page.getByRole('alert').filter({ hasText: 'ne permet pas' })).toBeVisible();
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false, compte: 'admin' });

  test('filtrer par un formulaire', async ({ page }) => {
    await page.goto('/audit');
    await page.getByLabel('Action', { exact: true }).selectOption({ label: 'Connexion' });
    await page.getByLabel('Personne, numéro de mission ou mot des détails').fill('');
    await filtrer(page);
    await expect(page).toHaveURL(/action=connexion/);
    await expect(lignes(page).first()).toContainText('Connexion');
    await expect(page.getByLabel('Action', { exact: true })).toHaveValue('connexion');
  });
});
