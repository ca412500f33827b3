import { COMPTES, MOT_DE_PASSE } from '../outils/comptes.ts';
import { attendreMessage } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';

test.use({ compte: null });

async function seConnecter(page: Page, identifiant: string, motDePasse = MOT_DE_PASSE) {
  await page.getByLabel('Identifiant').fill(identifiant);
  await page.getByLabel('Mot de passe').fill(motDePasse);
  await page.getByRole('button', { name: 'Se connecter' }).click();
}

test('un mauvais mot de passe est refusé sans dire lequel des deux est faux', async ({ page }) => {
  await page.goto('/connexion');
  for (const identifiant of ['chef', 'personne']) {
    await seConnecter(page, identifiant, 'mauvais');
    await expect(page.getByRole('alert')).toContainText('Identifiant ou mot de passe incorrect.');
    await expect(page.getByLabel('Mot de passe')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Mot de passe')).toHaveValue('');
    expect(page.url()).not.toContain(identifiant);
  }
});

test('les comptes de démonstration sont donnés, et chacun entre', async ({ page }) => {
  // Two académies: eleven accounts, three pages each.
  test.setTimeout(120_000);
  await page.goto('/connexion');
  const demo = page.getByRole('region', { name: 'Démonstration' });
  await expect(demo).toContainText(MOT_DE_PASSE);
  const comptes = await demo.getByRole('listitem').locator('code').allTextContents();
  expect([...comptes].sort()).toEqual([...COMPTES].sort());
  await expect(demo.getByRole('heading', { level: 3 })).toHaveText(['Académie de Toulouse', 'Académie de Bordeaux']);
  for (const compte of comptes) {
    await seConnecter(page, compte);
    await expect(page.getByRole('heading', { name: 'Accueil', level: 1 })).toBeVisible();
    await page.getByRole('button', { name: 'Quitter' }).click();
    await expect(page).toHaveURL(/\/connexion$/);
  }
});

test('on revient à la page demandée, filtre compris', async ({ page }) => {
  await page.goto('/missions?mot=anglais&tri=debut');
  await expect(page).toHaveURL(/\/connexion\?suite=/);
  // A first mistake does not lose it.
  await seConnecter(page, 'chef', 'mauvais');
  await expect(page.getByRole('alert')).toBeVisible();
  await seConnecter(page, 'chef');
  await expect(page).toHaveURL(/\/missions\?mot=anglais&tri=debut$/);
  await expect(page.locator('#missions')).toBeVisible();
});

test('une suite vers un autre site mène à l’accueil', async ({ page, serveur }) => {
  await page.goto('/connexion?suite=https%3A%2F%2Fexemple.fr%2F');
  await seConnecter(page, 'chef');
  await expect(page).toHaveURL(`${serveur.url}/`);
});

test('qui est connecté n’a rien à faire à la page de connexion', async ({ page, serveur }) => {
  await page.goto('/connexion');
  await seConnecter(page, 'chef');
  await page.goto('/connexion');
  await expect(page).toHaveURL(`${serveur.url}/`);
});

test('après Quitter, le retour du navigateur ne montre rien de privé', async ({ page }) => {
  await page.goto('/connexion?suite=%2Fmissions%2F172278');
  await seConnecter(page, 'chef');
  await expect(page.locator('#convoques')).toBeVisible();
  await page.getByRole('button', { name: 'Quitter' }).click();
  await expect(page).toHaveURL(/\/connexion$/);
  await page.goBack();
  await expect(page.getByLabel('Mot de passe')).toBeVisible();
  await expect(page.locator('#convoques')).toHaveCount(0);
  await page.goto('/missions/172278');
  await expect(page).toHaveURL(/\/connexion\?suite=/);
});

test('la session ouverte est un témoin que les scripts ne lisent pas', async ({ page, context }) => {
  await page.goto('/connexion');
  await seConnecter(page, 'chef');
  await expect(page.getByRole('button', { name: 'Quitter' })).toBeVisible();
  const avant = await context.cookies();
  expect(avant).toContainEqual(expect.objectContaining({ name: 'imagin', httpOnly: true, sameSite: 'Lax' }));
  expect(await page.evaluate(() => document.cookie)).not.toContain('imagin');
});

test('après cinq échecs le compte attend, même avec le bon mot de passe', async ({ page }) => {
  await page.goto('/connexion');
  for (let essai = 0; essai < 5; essai += 1) {
    await seConnecter(page, 'secretaire', `mauvais ${essai}`);
    await expect(page.getByRole('alert')).toContainText('Identifiant ou mot de passe incorrect.');
  }
  await seConnecter(page, 'secretaire');
  await expect(page.getByRole('alert')).toContainText(
    /Trop de tentatives de connexion. Réessayez dans \d+\sminutes?\./,
  );
  // The others do not wait.
  await seConnecter(page, 'chef');
  await expect(page.getByRole('heading', { name: 'Accueil', level: 1 })).toBeVisible();
});

test.describe('mon compte', () => {
  test.use({ compte: 'chef' });
  const NOUVEAU = 'quatre mots sans rapport';

  async function changer(page: Page, actuel: string, nouveau: string, confirmation = nouveau) {
    await page.getByLabel('Mot de passe actuel').fill(actuel);
    await page.locator('#nouveau').fill(nouveau);
    await page.getByLabel('Nouveau mot de passe, une seconde fois').fill(confirmation);
    await page.getByRole('button', { name: 'Changer mon mot de passe' }).click();
  }

  test('changer son mot de passe ferme les autres sessions', async ({ page, autrePage, surveillance }) => {
    // Each refusal is an answer of the server that says why.
    surveillance.prevoir(/compte\/mot-de-passe/);
    const ailleurs = await autrePage(null);
    await ailleurs.goto('/connexion');
    await seConnecter(ailleurs, 'chef');
    await expect(ailleurs.getByRole('heading', { name: 'Accueil', level: 1 })).toBeVisible();

    await ouvrir(page, '/compte');
    // The other form of the page has its own.
    const alerte = page.locator('form').filter({ has: page.locator('#nouveau') }).getByRole('alert');
    await changer(page, MOT_DE_PASSE, 'court');
    await expect(alerte).toContainText(/au moins 15\scaractères/);
    await changer(page, MOT_DE_PASSE, 'azertyuiopqsdfg');
    await expect(alerte).toContainText('suit les touches du clavier');
    await changer(page, MOT_DE_PASSE, NOUVEAU, `${NOUVEAU}s`);
    await expect(alerte).toContainText('Les deux saisies du nouveau mot de passe diffèrent.');
    await changer(page, 'mauvais', NOUVEAU);
    await expect(alerte).toContainText('Le mot de passe actuel est incorrect.');
    await changer(page, MOT_DE_PASSE, NOUVEAU);
    await attendreMessage(page, 'Votre mot de passe est changé.');
    await expect(alerte).toBeEmpty();

    await page.reload();
    await expect(page.getByRole('heading', { name: 'Mon compte', level: 1 })).toBeVisible();
    await ailleurs.goto('/missions');
    await expect(ailleurs).toHaveURL(/\/connexion\?suite=/);
    await seConnecter(ailleurs, 'chef');
    await expect(ailleurs.getByRole('alert')).toContainText('incorrect');
    await seConnecter(ailleurs, 'chef', NOUVEAU);
    await expect(ailleurs).toHaveURL(/\/missions$/);
  });
});

// What every page loads grows without being seen: a text of another page, and it is there too.
test('le programme que charge toute page tient dans 350 ko', async ({ page }) => {
  await page.goto('/connexion');
  const adresse = await page.locator('link[href$=".wasm"]').first().getAttribute('href');
  const reponse = await page.request.get(adresse ?? '', { headers: { 'accept-encoding': 'br' } });
  expect(reponse.headers()['content-encoding']).toBe('br');
  const poids = Number(reponse.headers()['content-length']);
  expect(poids).toBeGreaterThan(100_000);
  expect(poids).toBeLessThanOrEqual(350_000);
});
