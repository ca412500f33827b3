// Two people on one convocation, and one person instead of another.
import { sansViolation } from '../outils/axe.ts';
import { attendreLignes, attendreMessage, cellule, fenetre, ligne, messages } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';

const ARRAS = "D'ARRAS";

async function modifier(page: Page): Promise<void> {
  await ligne(page, ARRAS).getByRole('link', { name: /^Modifier la convocation/ }).click();
  await expect(fenetre(page)).toBeVisible();
}

const versions = (page: Page) => fenetre(page).locator('#versions');
const salle = (page: Page) => fenetre(page).getByLabel('Code salle');
const enregistrer = (page: Page) => fenetre(page).getByRole('button', { name: 'Enregistrer' });

/** Both have the window open; the first saves 101, the second types 202 and saves. */
async function diverger(page: Page, autre: Page): Promise<void> {
  await ouvrir(page, '/missions/172278');
  await ouvrir(autre, '/missions/172278');
  await modifier(page);
  await modifier(autre);
  await salle(page).fill('101');
  await enregistrer(page).click();
  await expect(fenetre(page)).toHaveCount(0);
  await salle(autre).fill('202');
  await enregistrer(autre).click();
  await expect(versions(autre)).toBeVisible();
}

test('les deux versions côte à côte, et garder la mienne', async ({ page, autrePage, surveillance }) => {
  surveillance.prevoir(/convocations\/modifier/);
  const autre = await autrePage('secretaire');
  await diverger(page, autre);
  await expect(versions(autre)).toContainText(/modifiée par Hélène CASTAGNÈDE le \d\d\/\d\d\/\d{4} \d\d:\d\d pendant votre saisie/);
  await expect(versions(autre)).toBeFocused();
  const rangee = versions(autre).getByRole('row').filter({ hasText: 'Code salle' });
  await expect(rangee).toContainText('différent');
  await expect(rangee.getByRole('cell').nth(0)).toHaveText('202');
  await expect(rangee.getByRole('cell').nth(1)).toHaveText('101');
  await expect(versions(autre).getByRole('row').filter({ hasText: 'Commission' })).not.toContainText('différent');
  await sansViolation(autre, 'deux-versions');
  await versions(autre).getByRole('button', { name: 'Garder la mienne' }).click();
  await expect(fenetre(autre)).toHaveCount(0);
  await expect(cellule(ligne(autre, ARRAS), 'Affectation')).toContainText('salle 202');
});

test('garder l’autre, ou continuer la saisie', async ({ page, autrePage, surveillance }) => {
  surveillance.prevoir(/convocations\/(modifier|remplacer)/);
  const autre = await autrePage('secretaire');
  await diverger(page, autre);
  await versions(autre).getByRole('link', { name: 'Garder l’autre' }).click();
  await expect(fenetre(autre)).toHaveCount(0);
  await expect(cellule(ligne(autre, ARRAS), 'Affectation')).toContainText('salle 101');

  await modifier(autre);
  await modifier(page);
  await salle(page).fill('303');
  await enregistrer(page).click();
  await expect(fenetre(page)).toHaveCount(0);
  await salle(autre).fill('404');
  await enregistrer(autre).click();
  await versions(autre).getByRole('button', { name: 'Continuer la saisie' }).click();
  await expect(versions(autre)).toHaveCount(0);
  await expect(salle(autre)).toBeFocused();
  await expect(salle(autre)).toHaveValue('404');
  await salle(autre).fill('405');
  await enregistrer(autre).click();
  await expect(fenetre(autre)).toHaveCount(0);
  await expect(cellule(ligne(autre, ARRAS), 'Affectation')).toContainText('salle 405');

  // Who replaces meanwhile is refused once, reads what changed, and goes on.
  await ligne(page, ARRAS).getByRole('link', { name: /^Remplacer/ }).click();
  await remplacement(page).getByRole('combobox', { name: 'Nom prénom' }).fill('garrigues');
  await page.locator('#recherche-nom-liste').getByRole('option').first().click();
  await remplacement(page).locator('#remplacants label').click();
  await modifier(autre);
  await salle(autre).fill('506');
  await enregistrer(autre).click();
  await expect(fenetre(autre)).toHaveCount(0);
  await remplacement(page).getByRole('button', { name: 'Remplacer' }).click();
  await expect(remplacement(page).locator('#change-depuis')).toContainText('506');
  await remplacement(page).getByRole('button', { name: 'Remplacer' }).click();
  await expect(remplacement(page)).toHaveCount(0);
  await expect(cellule(ligne(page, 'GARRIGUES'), 'Affectation')).toContainText('salle 506');
});

const remplacement = (page: Page) => page.getByRole('dialog', { name: /^Remplacer / });

test('remplacer une personne, puis reprendre la suppression', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  const avant = await cellule(ligne(page, ARRAS), 'Affectation').innerText();
  await ligne(page, ARRAS).getByRole('link', { name: /^Remplacer/ }).click();
  await expect(remplacement(page)).toBeVisible();
  await remplacement(page).getByRole('button', { name: 'Remplacer' }).click();
  await expect(remplacement(page).getByRole('alert')).toContainText('Choisissez la personne qui remplace.');
  await remplacement(page).getByRole('combobox', { name: 'Nom prénom' }).fill('garrigues');
  await page.locator('#recherche-nom-liste').getByRole('option').first().click();
  const choix = remplacement(page).locator('#remplacants').getByRole('radio');
  await expect(choix).toHaveCount(1);
  // As a mouse does: the label lies over the button that it draws.
  await remplacement(page).locator('#remplacants label').click();
  await expect(choix).toBeChecked();
  await expect(remplacement(page).getByRole('alert')).toHaveText('');
  await sansViolation(page, 'remplacer');
  await remplacement(page).getByRole('button', { name: 'Remplacer' }).click();
  await expect(remplacement(page)).toHaveCount(0);
  await attendreLignes(page, 1);
  await expect(cellule(ligne(page, 'GARRIGUES'), 'Affectation')).toHaveText(avant);
  await attendreMessage(page, 'est convoqué à la place de D\'ARRAS Sarah-Anna');
  await messages(page).getByRole('button', { name: /^Annuler le remplacement – D'ARRAS/ }).click();
  await attendreMessage(page, 'est supprimée.');
  await attendreLignes(page, 1);
  await expect(ligne(page, "D'ARRAS")).toBeVisible();
  await expect(messages(page)).toBeFocused();
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('deux versions, puis remplacer', async ({ page, autrePage }) => {
    const adresse = '/missions/172278';
    const autre = await autrePage('secretaire');
    for (const p of [page, autre]) {
      await p.goto(adresse);
      await modifier(p);
    }
    await salle(page).fill('101');
    await enregistrer(page).click();
    await expect(cellule(ligne(page, ARRAS), 'Affectation')).toContainText('salle 101');
    await salle(autre).fill('202');
    await enregistrer(autre).click();
    await expect(versions(autre)).toBeVisible();
    await expect(salle(autre)).toHaveValue('202');
    await versions(autre).getByRole('button', { name: 'Garder la mienne' }).click();
    await expect(cellule(ligne(autre, ARRAS), 'Affectation')).toContainText('salle 202');

    await page.goto(adresse);
    await ligne(page, ARRAS).getByRole('link', { name: /^Remplacer/ }).click();
    await remplacement(page).getByRole('textbox', { name: 'Nom prénom' }).fill('garrigues');
    await remplacement(page).getByRole('button', { name: 'Rechercher' }).first().click();
    await remplacement(page).locator('#remplacants label').first().click();
    await expect(remplacement(page).getByRole('radio').first()).toBeChecked();
    await remplacement(page).getByRole('button', { name: 'Remplacer', exact: true }).click();
    await attendreLignes(page, 1);
    await expect(cellule(ligne(page, 'GARRIGUES'), 'Affectation')).toContainText('salle 202');
  });
});
