import {
  attendreLignes,
  attendreMessage,
  cellule,
  chercherNom,
  convoquer,
  creer,
  fenetre,
  lignes,
  messages,
} from '../outils/ecran.ts';
import { expect, ouvrir, test } from '../outils/essai.ts';
import { aplani } from '../outils/papier.ts';

const NON_AFFECTEE =
  'L’affectation n’est pas terminée dans Cyclades. La convocation des intervenants n’est pas possible.';

test('interrogation orale dont l’affectation n’est pas terminée : le message daté, pas de fenêtre', async ({ page }) => {
  await ouvrir(page, '/missions');
  await page.getByRole('link', { name: '172397' }).click();
  await expect(page.getByRole('main')).toContainText(NON_AFFECTEE);
  await expect(page.getByRole('link', { name: 'Créer convocation' })).toHaveCount(0);
  await attendreMessage(page, `Erreur : ${NON_AFFECTEE}`);
  await ouvrir(page, '/missions/172397?fenetre=creer');
  await expect(page.getByRole('main')).toContainText(NON_AFFECTEE);
  await expect(fenetre(page)).toHaveCount(0);
});

test('interrogation orale dont l’affectation est terminée', async ({ page }) => {
  await ouvrir(page, '/missions/172324');
  await expect(page.getByText(NON_AFFECTEE)).toHaveCount(0);
  await creer(page);
  await expect(fenetre(page).getByLabel('Qualité').locator('option')).toHaveText([
    'Correcteur',
    'Correcteur suppléant',
    'Référent correction',
  ]);
  await chercherNom(page, "o'brien", /ANGLAIS/);
  await convoquer(page).click();
  await attendreLignes(page, 1);
  await expect(cellule(lignes(page).first(), 'Affectation')).toHaveText(
    'Convoquée par centre, Correcteur, Com. 3GANGO',
  );
});

test('numérisation des copies : pas de champ Qualité', async ({ page }) => {
  await ouvrir(page, '/missions/172322');
  await creer(page);
  await expect(fenetre(page).getByLabel('Qualité')).toHaveCount(0);
  await expect(fenetre(page).getByLabel('Code salle')).toBeVisible();
  await chercherNom(page, 'puech colette', /LPO BELLEVUE/);
  await fenetre(page).getByLabel('Code salle').fill('CDI');
  await convoquer(page).click();
  await attendreLignes(page, 1);
  await expect(cellule(lignes(page).first(), 'Affectation')).toHaveText('Convoquée par centre, salle CDI');
  await attendreMessage(page, '1 intervenant convoqué à la mission 172322.');
});

test('épreuve pratique : ses quatre qualités', async ({ page }) => {
  await ouvrir(page, '/missions/172420');
  await creer(page);
  const options = await fenetre(page).getByLabel('Qualité').locator('option').allTextContents();
  expect(options.map(aplani)).toEqual([
    'Correcteur',
    'Correcteur suppléant',
    'Coordinateur',
    'Coordinateur adjoint',
  ]);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await fenetre(page).getByLabel('Qualité').selectOption({ label: 'Coordinateur adjoint' });
  await convoquer(page).click();
  await attendreLignes(page, 1);
  await expect(cellule(lignes(page).first(), 'Affectation')).toHaveText(
    'Convoquée par centre, Coordinateur adjoint, Com. TGNSIECE',
  );
});

test('les messages s’effacent', async ({ page }) => {
  await ouvrir(page, '/missions/172322');
  await creer(page);
  await chercherNom(page, 'puech colette', /LPO BELLEVUE/);
  await convoquer(page).click();
  await attendreMessage(page, '1 intervenant convoqué');
  // They follow from page to page.
  await page.getByRole('link', { name: 'Retour' }).click();
  await expect(page.locator('#missions')).toBeVisible();
  await attendreMessage(page, '1 intervenant convoqué');
  await messages(page).getByRole('button', { name: 'Effacer les messages' }).click();
  await expect(messages(page).getByRole('listitem')).toHaveCount(0);
  await page.reload();
  await expect(page.locator('#missions')).toBeVisible();
  await expect(messages(page).getByRole('listitem')).toHaveCount(0);
});
