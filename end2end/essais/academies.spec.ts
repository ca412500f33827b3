// Two académies in one database: names and numbers may be the same, nothing is shared.
import { champNom, creer, suggestions } from '../outils/ecran.ts';
import { expect, ouvrir, test } from '../outils/essai.ts';

test.use({ compte: 'gestionnaire.bordeaux' });

test('chaque académie ne voit que la sienne', async ({ page, surveillance }) => {
  surveillance.prevoir(/404/);
  await ouvrir(page, '/missions');
  const missions = page.locator('#missions');
  await expect(missions).toContainText('401101');
  await expect(missions).not.toContainText('172418');

  // A number of the other académie is here another mission.
  await ouvrir(page, '/missions/172278');
  await expect(page.getByRole('main')).toContainText('ALIÉNOR DES DUNES');
  await expect(page.getByRole('main')).not.toContainText('BELLEVUE');
  // Homonyms of the other one are not found.
  await creer(page);
  await champNom(page).fill('martin anne');
  await expect(suggestions(page, 'nom').first()).toBeVisible();
  for (const texte of await suggestions(page, 'nom').allInnerTexts()) {
    expect(texte).toMatch(/BORDEAUX|PÉRIGUEUX|MONT-DE-MARSAN|PAU/);
  }

  const absente = await page.goto('/missions/172418');
  expect(absente?.status()).toBe(404);
  await expect(page.getByRole('main')).not.toContainText('BELLEVUE');
});
