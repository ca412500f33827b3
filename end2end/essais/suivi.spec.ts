// What somebody else does on the mission that one looks at.
import { attendreLignes, chercherNom, convoquer, creer, fenetre, ligne, lignes } from '../outils/ecran.ts';
import { expect, ouvrir, test } from '../outils/essai.ts';

test('ce que fait un autre apparaît sans recharger', async ({ page, autrePage }) => {
  await ouvrir(page, '/missions/172278');
  await attendreLignes(page, 1);
  const autre = await autrePage('secretaire');
  await ouvrir(autre, '/missions/172278');

  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await convoquer(page).click();
  await attendreLignes(page, 2);
  await attendreLignes(autre, 2);

  // And back: what the page looks at now is followed, not what it first read.
  await ligne(autre, 'GARRIGUES').getByRole('link', { name: /^Supprimer/ }).click();
  await autre.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
  await attendreLignes(autre, 1);
  await attendreLignes(page, 1);
});

test('une saisie en cours n’est pas dérangée par ce que fait un autre', async ({ page, autrePage }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await fenetre(page).getByLabel('Code salle').fill('C 42');
  await fenetre(page).getByLabel('Texte d’observation').focus();
  const autre = await autrePage('secretaire');
  await ouvrir(autre, '/missions/172278');
  await creer(autre);
  await chercherNom(autre, 'garrigues', /HISTOIRE/);
  await convoquer(autre).click();
  await attendreLignes(autre, 2);

  await expect(lignes(page)).toHaveCount(2);
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('C 42');
  await expect(fenetre(page).getByLabel('Texte d’observation')).toBeFocused();
});

test('quand la page ne peut plus suivre, elle le dit ; puis reprend', async ({ page, autrePage, surveillance }) => {
  surveillance.prevoir(/changements/, /ERR_FAILED|ERR_CONNECTION/);
  await page.route('**/missions/172278/changements*', (route) => route.abort('connectionfailed'));
  await ouvrir(page, '/missions/172278');
  const avis = page.getByRole('status').filter({ hasText: 'Connexion interrompue' });
  await expect(avis).toBeVisible({ timeout: 20_000 });

  const autre = await autrePage('secretaire');
  await ouvrir(autre, '/missions/172278');
  await creer(autre);
  await chercherNom(autre, 'garrigues', /HISTOIRE/);
  await convoquer(autre).click();
  await attendreLignes(autre, 2);
  await attendreLignes(page, 1);
  await avis.getByRole('button', { name: 'Actualiser' }).click();
  await attendreLignes(page, 2);

  await page.unroute('**/missions/172278/changements*');
  await avis.getByRole('button', { name: 'Actualiser' }).click();
  await expect(avis).toHaveCount(0, { timeout: 20_000 });
});
