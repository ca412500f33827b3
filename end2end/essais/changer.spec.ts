import {
  attendreLignes,
  attendreMessage,
  cellule,
  creer,
  fenetre,
  jour,
  jours,
  ligne,
  lignes,
  messages,
} from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';

const ARRAS = "D'ARRAS";

async function modifier(page: Page, nom: string) {
  await ligne(page, nom).getByRole('link', { name: /^Modifier la convocation/ }).click();
  await expect(fenetre(page)).toBeVisible();
}

const enregistrer = (page: Page) => fenetre(page).getByRole('button', { name: 'Enregistrer' });

const suppression = (page: Page) => page.getByRole('dialog', { name: 'Supprimer la convocation' });

test('modifier une convocation', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await modifier(page, ARRAS);
  await expect(fenetre(page)).toContainText("D'ARRAS Sarah-Anna");
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('205');
  await expect(jours(page)).toHaveCount(2);
  await fenetre(page).getByLabel('Code salle').fill('B 12');
  await fenetre(page).getByLabel('Qualité').selectOption({ label: 'Correcteur suppléant' });
  for (const nom of ['mardi 2 février 2021', 'jeudi 4 février 2021']) await jour(page, nom).click();
  await jour(page, 'lundi 1er février 2021').click();
  await fenetre(page).getByLabel('Heure de début – lundi 1er février 2021').fill('08:00');
  await fenetre(page).getByLabel('Heure de fin – lundi 1er février 2021').fill('12:00');
  await fenetre(page).getByLabel('Texte d’observation').fill('Nouveau texte.');
  await enregistrer(page).click();
  await expect(fenetre(page)).toHaveCount(0);
  // Monday from 8 to 12 is what the mission proposes: nothing special but the text.
  await expect(cellule(ligne(page, ARRAS), 'Affectation')).toHaveText(
    'Convoquée par centre, Correcteur suppléant, salle B 12, Com. 3GHG, Obs. spéc',
  );
  await attendreMessage(page, "Convocation de D'ARRAS Sarah-Anna à la mission 172278 modifiée.");
  await page.reload();
  await expect(cellule(ligne(page, ARRAS), 'Affectation')).toContainText('salle B 12');
});

test('une modification refusée garde la saisie', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await modifier(page, ARRAS);
  await fenetre(page).getByLabel('Code salle').fill('C 3');
  for (const nom of ['mardi 2 février 2021', 'jeudi 4 février 2021']) await jour(page, nom).click();
  await enregistrer(page).click();
  await expect(fenetre(page).getByRole('alert')).toContainText('Sélectionnez au moins une date d’affectation.');
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('C 3');
  await page.reload();
  await expect(cellule(ligne(page, ARRAS), 'Affectation')).toContainText('salle 205');
});

test('supprimer demande d’abord', async ({ page }) => {
  await ouvrir(page, '/missions/171753');
  await attendreLignes(page, 1);
  const ouvreur = ligne(page, 'PUECH').getByRole('link', { name: /^Supprimer la convocation/ });
  await ouvreur.click();
  await expect(suppression(page)).toContainText(/Supprimer la convocation de PUECH Colette\s\?/);
  await suppression(page).getByRole('link', { name: 'Annuler' }).click();
  await expect(suppression(page)).toHaveCount(0);
  await attendreLignes(page, 1);
  await ouvreur.click();
  await suppression(page).getByRole('button', { name: 'Supprimer' }).click();
  await expect(suppression(page)).toHaveCount(0);
  await attendreLignes(page, 0);
  await expect(page.getByText('Personne n’est encore convoqué à cette mission.')).toBeVisible();
  await attendreMessage(page, 'Convocation de PUECH Colette à la mission 171753 supprimée.');
});

test('supprimer ce qu’un autre vient de modifier est refusé et dit', async ({ page, autrePage, surveillance }) => {
  surveillance.prevoir(/convocations\/supprimer/);
  const autre = await autrePage('secretaire');
  await ouvrir(autre, '/missions/172278');
  await ligne(autre, ARRAS).getByRole('link', { name: /^Supprimer la convocation/ }).click();
  await expect(suppression(autre)).toBeVisible();
  await ouvrir(page, '/missions/172278');
  await modifier(page, ARRAS);
  await fenetre(page).getByLabel('Code salle').fill('101');
  await enregistrer(page).click();
  await expect(fenetre(page)).toHaveCount(0);

  await suppression(autre).getByRole('button', { name: 'Supprimer' }).click();
  await expect(messages(autre).getByRole('listitem').first()).toContainText('entre-temps');
  await attendreLignes(autre, 1);
});

test('ce que le rectorat a décidé, le centre ne le change pas', async ({ page }) => {
  await ouvrir(page, '/missions/171747');
  await attendreLignes(page, 4);
  const duRectorat = lignes(page).filter({ hasText: 'Convoquée par division' });
  await expect(duRectorat).toHaveCount(1);
  await expect(duRectorat.getByRole('link', { name: /^(Modifier|Supprimer)/ })).toHaveCount(0);
  await expect(lignes(page).getByRole('link', { name: /^Modifier/ })).toHaveCount(3);
});

test('une fenêtre de modification se ferme sans rien écrire', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await modifier(page, ARRAS);
  await fenetre(page).getByLabel('Code salle').fill('404');
  await page.keyboard.press('Escape');
  await expect(fenetre(page)).toHaveCount(0);
  await expect(cellule(ligne(page, ARRAS), 'Affectation')).toContainText('salle 205');
  await creer(page);
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('');
});

test('une suppression se reprend depuis les messages, et l’historique dit tout', async ({ page }) => {
  await ouvrir(page, '/missions/171753');
  await modifier(page, 'PUECH');
  await fenetre(page).getByLabel('Code salle').fill('S 7');
  await enregistrer(page).click();
  await attendreMessage(page, 'modifiée.');
  await ligne(page, 'PUECH').getByRole('link', { name: /^Supprimer la convocation/ }).click();
  await suppression(page).getByRole('button', { name: 'Supprimer' }).click();
  await attendreLignes(page, 0);
  await messages(page).getByRole('button', { name: 'Annuler la suppression' }).press('Enter');
  await attendreLignes(page, 1);
  await expect(messages(page)).toBeFocused();
  await attendreMessage(page, 'Convocation de PUECH Colette à la mission 171753 rétablie.');
  await expect(messages(page).getByRole('button', { name: 'Annuler la suppression' })).toHaveCount(0);
  await expect(cellule(ligne(page, 'PUECH'), 'Affectation')).toContainText('salle S 7');

  await ligne(page, 'PUECH').getByRole('link', { name: /^Historique/ }).click();
  await expect(page.getByRole('heading', { name: 'Historique de la convocation', level: 1 })).toBeVisible();
  const evenements = page.locator('.imagin-historique > li');
  await expect(evenements).toHaveCount(3);
  await expect(evenements.nth(0)).toContainText('suppression annulée, convocation rétablie, par Hélène CASTAGNÈDE');
  await expect(evenements.nth(1)).toContainText('convocation supprimée');
  await expect(evenements.nth(2)).toContainText('convocation modifiée, par Hélène CASTAGNÈDE – version 2');
  await expect(evenements.nth(2)).toContainText('Code salle');
  await expect(evenements.nth(2).locator('ins')).toHaveText('S 7');
});
