import { MOT_DE_PASSE } from '../outils/comptes.ts';
import {
  attendreLignes,
  caseDe,
  chercherNom,
  convoquer,
  creer,
  fenetre,
  jour,
  jours,
  ligne,
  lignes,
} from '../outils/ecran.ts';
import { expect, ouvrir, test } from '../outils/essai.ts';

const EXPIREE = 'Votre session a expiré. Connectez-vous à nouveau';

test('la session se termine pendant la saisie : rien n’est perdu', async ({ page, context, surveillance }) => {
  surveillance.prevoir(/\/api\//);
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await fenetre(page).getByLabel('Code salle').fill('C 42');
  await fenetre(page).getByLabel('Texte d’observation').fill('Une longue saisie.');
  await jour(page, 'mardi 2 février 2021').click();
  await expect(jours(page)).toHaveCount(2);

  await context.clearCookies({ name: 'imagin' });
  await convoquer(page).click();
  await page.getByRole('dialog', { name: 'Saisie sur la mission' }).getByRole('button', { name: 'Non' }).click();
  await expect(fenetre(page).getByRole('alert')).toContainText(EXPIREE);
  await expect(fenetre(page)).toBeVisible();
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('C 42');
  await expect(fenetre(page).getByLabel('Texte d’observation')).toHaveValue('Une longue saisie.');
  await expect(caseDe(page, 'GARRIGUES Étienne')).toBeChecked();
  await expect(jours(page)).toHaveCount(2);

  // Signed in again elsewhere in the browser, the same form goes through.
  const onglet = await context.newPage();
  await onglet.goto('/connexion');
  await onglet.getByLabel('Identifiant').fill('chef');
  await onglet.getByLabel('Mot de passe').fill(MOT_DE_PASSE);
  await onglet.getByRole('button', { name: 'Se connecter' }).click();
  await expect(onglet.getByRole('heading', { name: 'Accueil', level: 1 })).toBeVisible();
  await convoquer(page).click();
  await page.getByRole('dialog', { name: 'Saisie sur la mission' }).getByRole('button', { name: 'Non' }).click();
  await attendreLignes(page, 2);
  await expect(ligne(page, 'GARRIGUES')).toContainText('salle C 42');
});

test('la session se termine sur la page d’une mission : supprimer et envoyer le disent', async ({ page, context, surveillance }) => {
  surveillance.prevoir(/\/api\//);
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Supprimer/ }).click();
  await context.clearCookies({ name: 'imagin' });
  await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
  await expect(page.getByText(EXPIREE).first()).toBeVisible();
});

test('la session se termine puis on suit un lien', async ({ page, context, surveillance }) => {
  surveillance.prevoir(/\/api\//);
  await ouvrir(page, '/missions');
  await context.clearCookies({ name: 'imagin' });
  await page.getByRole('link', { name: '172278' }).click();
  await expect(page.getByText(EXPIREE).first()).toBeVisible();
  await expect(lignes(page)).toHaveCount(0);
  await page.getByRole('link', { name: 'Se connecter' }).click();
  await expect(page.getByLabel('Identifiant')).toBeVisible();
});

test('le réseau se coupe pendant la saisie : le message le dit, rien n’est perdu', async ({ page, context, surveillance }) => {
  surveillance.prevoir(/ERR_INTERNET_DISCONNECTED/);
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await fenetre(page).getByLabel('Code salle').fill('C 42');
  await context.setOffline(true);
  await convoquer(page).click();
  await expect(fenetre(page).getByRole('alert')).toContainText('Le service n’a pas pu répondre à temps.');
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('C 42');
  await context.setOffline(false);
  await convoquer(page).click();
  await attendreLignes(page, 2);
});

test('la suite du programme ne se charge pas : le message le dit, recharger suffit', async ({ page, surveillance }) => {
  surveillance.prevoir(/split_part_mission/, /Failed to fetch/);
  await page.route('**/pkg/split_part_mission*', (route) => route.abort('connectionfailed'));
  await ouvrir(page, '/missions');
  await page.locator('#missions').getByRole('link', { name: '172278' }).click();
  await expect(page.getByRole('alert')).toContainText('Cette page n’a pas pu être chargée en entier.');
  // A page asked for whole stays the plain one that the server sent.
  await page.getByRole('link', { name: 'Recharger la page' }).click();
  await expect(page).toHaveURL(/\/missions\/172278$/);
  await attendreLignes(page, 1);
  await page.getByRole('link', { name: 'Créer convocation' }).click();
  await expect(fenetre(page)).toBeVisible();

  await page.unroute('**/pkg/split_part_mission*');
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await convoquer(page).click();
  await attendreLignes(page, 2);
});
