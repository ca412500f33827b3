// Signing in through an OpenID Connect provider, against a real one.
import { sansViolation } from '../outils/axe.ts';
import { MOT_DE_PASSE } from '../outils/comptes.ts';
import { attendreMessage } from '../outils/ecran.ts';
import { test as base, expect, ouvrir, type Page } from '../outils/essai.ts';
import { Fournisseur, type Maniere } from '../outils/fournisseur.ts';
import { courriels } from '../outils/papier.ts';

const test = base.extend<{ maniere: Maniere; fournisseur: Fournisseur }>({
  maniere: ['keycloak', { option: true }],
  fournisseur: async ({ maniere }, use) => {
    const fournisseur = await Fournisseur.demarrer(maniere);
    await use(fournisseur);
    await fournisseur.arreter();
  },
  reglages: async ({ fournisseur }, use) => use(fournisseur.reglages),
  serveur: async ({ serveur, fournisseur }, use) => {
    fournisseur.ouvrir(serveur.url);
    await use(serveur);
  },
});

test.use({ compte: null });

const titre = (page: Page) => page.getByRole('heading', { level: 1 });
const mel = (nom: string) => `${nom}@ac-demo.example`;
const CHEF = { sub: 'sujet-du-chef', email: mel('Helene.Castagnede'), email_verified: true };
const GESTIONNAIRE = { sub: 'sujet-du-gestionnaire', email: mel('firmin.lasserrade'), email_verified: true };

/** Somebody is in front of the provider. */
function presenter(fournisseur: Fournisseur, personne: { sub: string; email: string; email_verified?: boolean }) {
  fournisseur.inscrire(personne);
  fournisseur.presente = personne.sub;
}

async function entrer(page: Page, nom = 'Keycloak') {
  await page.goto('/connexion');
  await page.getByRole('link', { name: `Se connecter avec ${nom}` }).click();
}

/** Leaves here, then the provider. */
async function quitter(page: Page, nom = 'Keycloak') {
  await page.getByRole('button', { name: 'Quitter' }).click();
  await page.getByRole('button', { name: 'Sortir du fournisseur' }).click();
  await expect(titre(page)).toHaveText('Session fermée');
  await expect(page.locator('main')).toContainText(`comme celle ouverte chez ${nom}.`);
}

async function avecMotDePasse(page: Page, identifiant: string) {
  await page.goto('/connexion');
  await page.getByLabel('Identifiant').fill(identifiant);
  await page.getByLabel('Mot de passe').fill(MOT_DE_PASSE);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(titre(page)).toHaveText('Accueil');
}

test('on entre par son adresse la première fois, par son identité ensuite, et l’on sort des deux', async ({
  page,
  fournisseur,
}) => {
  presenter(fournisseur, CHEF);
  await page.goto('/missions?mot=anglais');
  await expect(page).toHaveURL(/\/connexion\?suite=/);
  await sansViolation(page, 'connexion-fournisseur');
  await page.getByRole('link', { name: 'Se connecter avec Keycloak' }).click();
  await expect(page).toHaveURL(/\/missions\?mot=anglais$/);
  await expect(page.locator('#missions')).toBeVisible();

  await ouvrir(page, '/compte');
  await expect(page.getByRole('heading', { name: 'Connexion avec Keycloak' })).toBeVisible();
  await expect(page.locator('main')).toContainText(/Ce compte est lié depuis le .* à une identité de http:\/\/localhost/);
  await sansViolation(page, 'compte-lie');
  await quitter(page);
  await sansViolation(page, 'sorti');

  // Their address changes at the provider: it is them all the same.
  fournisseur.inscrire({ ...CHEF, email: mel('ginette.roucoules') });
  await page.getByRole('link', { name: 'Se reconnecter' }).click();
  await page.getByRole('link', { name: 'Se connecter avec Keycloak' }).click();
  await expect(titre(page)).toHaveText('Accueil');
  await expect(page.getByRole('link', { name: /Hélène CASTAGNÈDE/ })).toBeVisible();
});

test('une demande forgée ou rejouée n’ouvre rien', async ({ page, fournisseur, surveillance }) => {
  surveillance.prevoir(/réponse 400 : GET .*\/connexion\/openid\/retour/, /status of 400/);
  presenter(fournisseur, CHEF);
  await page.goto(`/connexion/openid/retour?code=x&state=${'0'.repeat(32)}`);
  await expect(page.getByRole('alert')).toContainText('n’a pas été faite depuis ce navigateur');
  await expect(page.getByRole('link', { name: 'Se connecter avec un mot de passe' })).toBeVisible();
  await sansViolation(page, 'fournisseur-refus');

  // An image of somebody else's page sets nobody out.
  const image = await page.request.get('/connexion/openid', {
    headers: { 'Sec-Fetch-Dest': 'image' },
    maxRedirects: 0,
  });
  expect(image.status()).toBe(400);

  const retour = page.waitForRequest(/\/connexion\/openid\/retour\?/);
  await entrer(page);
  const adresse = (await retour).url();
  await expect(titre(page)).toHaveText('Accueil');
  await page.goto(adresse);
  await expect(page.getByRole('alert')).toContainText('ou elle a déjà servi');
});

test('qui refuse chez le fournisseur peut entrer autrement', async ({ page, fournisseur, surveillance }) => {
  surveillance.prevoir(/réponse 403 : GET .*\/connexion\/openid\/retour/, /status of 403/);
  presenter(fournisseur, CHEF);
  fournisseur.refuse = true;
  await page.goto('/connexion?suite=%2Fmissions');
  await page.getByRole('link', { name: 'Se connecter avec Keycloak' }).click();
  await expect(page.getByRole('alert')).toContainText('La connexion a été refusée ou abandonnée chez Keycloak');
  await page.getByRole('link', { name: 'Se connecter avec un mot de passe' }).click();
  await page.getByLabel('Identifiant').fill('chef');
  await page.getByLabel('Mot de passe').fill(MOT_DE_PASSE);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page).toHaveURL(/\/missions$/);
});

test('un fournisseur qui ne répond pas laisse l’autre entrée', async ({
  page,
  fournisseur,
  serveur,
  surveillance,
}) => {
  serveur.prevus.push(/chemin="\/connexion\/openid".*502 Bad Gateway/);
  surveillance.prevoir(/réponse 502 : GET .*\/connexion\/openid/, /status of 502/);
  fournisseur.muet = true;
  await entrer(page);
  await expect(page.getByRole('alert')).toContainText('ne fonctionne pas en ce moment');
  await page.getByRole('link', { name: 'Se connecter avec un mot de passe' }).click();
  await expect(page.getByLabel('Identifiant')).toBeVisible();
});

test('qui n’a pas de compte, ou pas d’adresse confirmée, sait que faire', async ({
  page,
  fournisseur,
  surveillance,
}) => {
  surveillance.prevoir(/réponse 403 : GET .*\/connexion\/openid\/retour/, /status of 403/);
  presenter(fournisseur, { sub: 'inconnu', email: mel('personne'), email_verified: true });
  await entrer(page);
  await expect(page.getByRole('alert')).toContainText('Aucun compte d’Imagin n’a l’adresse de courriel');
  // Another identity than the one the provider has of them.
  presenter(fournisseur, { ...CHEF, email_verified: false });
  await page.getByRole('link', { name: 'Choisir une autre identité' }).click();
  await expect(page.getByRole('alert')).toContainText('manque ou n’est pas confirmée');
});

test('un compte de l’académie se lie par son titulaire, et se délie', async ({
  page,
  serveur,
  fournisseur,
  surveillance,
}) => {
  surveillance.prevoir(
    /réponse 403 : GET .*\/connexion\/openid\/retour/,
    /réponse 422 : POST .*\/compte\/(openid|delier)/,
    /status of (403|422)/,
  );
  presenter(fournisseur, GESTIONNAIRE);
  await entrer(page);
  await expect(page.getByRole('alert')).toContainText('il ne se lie pas par sa seule adresse de courriel');

  await avecMotDePasse(page, 'gestionnaire');
  await ouvrir(page, '/compte');
  await sansViolation(page, 'compte-a-lier');
  await page.locator('#lier-mot-de-passe').fill('un autre mot de passe');
  await page.getByRole('button', { name: 'Lier à mon identité Keycloak' }).click();
  await expect(titre(page)).toHaveText('Le compte n’a pas été lié');
  await expect(page.getByRole('alert')).toContainText('Le mot de passe actuel est incorrect.');
  await page.getByRole('link', { name: 'Retour à Mon compte' }).click();
  await page.locator('#lier-mot-de-passe').fill(MOT_DE_PASSE);
  await page.getByRole('button', { name: 'Lier à mon identité Keycloak' }).click();
  await expect(page).toHaveURL(/\/compte$/);
  await expect(page.locator('main')).toContainText('Ce compte est lié depuis le');
  await attendreMessage(page, 'lié au fournisseur d’identité.');

  // Opened by the password, the session is left here alone.
  await page.getByRole('button', { name: 'Quitter' }).click();
  await expect(page).toHaveURL(/\/connexion$/);
  await entrer(page);
  await expect(titre(page)).toHaveText('Accueil');

  await ouvrir(page, '/compte');
  await page.locator('#delier-mot-de-passe').fill('un autre mot de passe');
  await page.getByRole('button', { name: 'Délier' }).click();
  const section = page.getByRole('region', { name: 'Connexion avec Keycloak' });
  await expect(section.getByRole('alert')).toContainText('Le mot de passe actuel est incorrect.');
  await page.locator('#delier-mot-de-passe').fill(MOT_DE_PASSE);
  await page.getByRole('button', { name: 'Délier' }).click();
  await expect(page.getByRole('button', { name: 'Lier à mon identité Keycloak' })).toBeVisible();
  await attendreMessage(page, 'délié du fournisseur d’identité');
  // Their owner is told of both.
  await expect
    .poll(async () => (await courriels(serveur.courriels)).map((c) => c.subject ?? '').sort())
    .toEqual(['Compte délié du fournisseur d’identité', 'Compte lié au fournisseur d’identité']);
});

test('l’administrateur voit le lien et la session, délie, et un compte fermé n’entre plus', async ({
  page,
  autrePage,
  fournisseur,
  surveillance,
}) => {
  surveillance.prevoir(/réponse 403 : GET .*\/connexion\/openid\/retour/, /status of 403/);
  presenter(fournisseur, CHEF);
  await entrer(page);
  await expect(titre(page)).toHaveText('Accueil');

  const admin = await autrePage('admin');
  await ouvrir(admin, '/comptes');
  await admin.getByRole('link', { name: 'Hélène CASTAGNÈDE' }).click();
  await expect(admin.getByRole('heading', { name: 'Fournisseur d’identité' })).toBeVisible();
  await expect(admin.locator('#sessions')).toContainText('Fournisseur d’identité');
  await sansViolation(admin, 'compte-fournisseur');
  await admin.getByRole('button', { name: 'Délier' }).click();
  await attendreMessage(admin, 'délié du fournisseur d’identité');
  await expect(admin.getByRole('heading', { name: 'Fournisseur d’identité' })).toHaveCount(0);

  // Their sessions are over; their address links them again.
  await page.goto('/missions');
  await expect(page).toHaveURL(/\/connexion\?suite=/);
  await entrer(page);
  await expect(titre(page)).toHaveText('Accueil');
  await ouvrir(admin, '/comptes');
  await admin.getByRole('link', { name: 'Hélène CASTAGNÈDE' }).click();
  await expect(admin.getByRole('heading', { name: 'Fournisseur d’identité' })).toBeVisible();
  await admin.getByRole('button', { name: 'Fermer ce compte' }).click();
  await attendreMessage(admin, 'fermé, ainsi que ses sessions.');
  await entrer(page);
  await expect(page.getByRole('alert')).toContainText('Ce compte est fermé.');
});

test.describe('à la manière de ProConnect', () => {
  test.use({ maniere: 'proconnect' });

  test('des réponses signées, un niveau exigé, aucune adresse dite confirmée', async ({
    page,
    fournisseur,
    surveillance,
  }) => {
    surveillance.prevoir(/réponse 403 : GET .*\/connexion\/openid\/retour/, /status of 403/);
    presenter(fournisseur, { sub: CHEF.sub, email: CHEF.email });
    fournisseur.niveau = 'eidas1';
    await entrer(page, 'ProConnect');
    await expect(page.getByRole('alert')).toContainText('demande une connexion plus sûre');
    fournisseur.niveau = 'eidas2';
    await page.getByRole('link', { name: 'Choisir une autre identité' }).click();
    await expect(titre(page)).toHaveText('Accueil');
    await expect(page.getByRole('link', { name: /Hélène CASTAGNÈDE/ })).toBeVisible();
    await quitter(page, 'ProConnect');
  });
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('on entre, on lie, on sort', async ({ page, fournisseur }) => {
    presenter(fournisseur, CHEF);
    await entrer(page);
    await expect(titre(page)).toHaveText('Accueil');
    await quitter(page);
    presenter(fournisseur, GESTIONNAIRE);
    await avecMotDePasse(page, 'gestionnaire');
    await page.goto('/compte');
    await page.locator('#lier-mot-de-passe').fill(MOT_DE_PASSE);
    await page.getByRole('button', { name: 'Lier à mon identité Keycloak' }).click();
    await expect(page.locator('main')).toContainText('Ce compte est lié depuis le');
    await page.locator('#delier-mot-de-passe').fill(MOT_DE_PASSE);
    await page.getByRole('button', { name: 'Délier' }).click();
    await expect(page.getByRole('button', { name: 'Lier à mon identité Keycloak' })).toBeVisible();
  });
});
