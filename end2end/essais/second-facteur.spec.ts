// The second factor: set up in Mon compte, asked for at sign-in, lost, reset, required.
import { sansViolation } from '../outils/axe.ts';
import { MOT_DE_PASSE } from '../outils/comptes.ts';
import { attendreMessage, messages, telecharger } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { courriels } from '../outils/papier.ts';
import { codeDe } from '../outils/totp.ts';

async function seConnecter(page: Page, identifiant: string) {
  await page.goto('/connexion');
  await page.getByLabel('Identifiant').fill(identifiant);
  await page.locator('#mot_de_passe').fill(MOT_DE_PASSE);
  await page.getByRole('button', { name: 'Se connecter' }).click();
}

const accueil = (page: Page) => page.getByRole('heading', { name: 'Accueil', level: 1 });
const etape = (page: Page) => page.getByRole('heading', { name: 'Saisir le code', level: 1 });

async function saisir(page: Page, code: string) {
  await page.getByLabel(/^Code de votre application/).fill(code);
  await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
}

async function saisirSecours(page: Page, code: string) {
  await page.locator('summary').click();
  await page.getByLabel('Un de vos codes de secours').fill(code);
  await page.getByRole('button', { name: 'Se connecter avec un code de secours' }).click();
}

/** Sets one up from Mon compte with the code of the present step. */
async function mettreEnPlace(page: Page): Promise<{ cle: string; codes: string[] }> {
  await page.goto('/compte/second-facteur');
  const cle = await page.locator('#cle').inputValue();
  await page.getByLabel(/^Code de votre application/).fill(codeDe(cle));
  await page.getByLabel('Votre mot de passe').fill(MOT_DE_PASSE);
  await page.getByRole('button', { name: 'Activer le second facteur' }).click();
  await expect(page.getByRole('heading', { name: 'Vos codes de secours' })).toBeVisible();
  return { cle, codes: await page.locator('#codes code').allTextContents() };
}

test.describe('gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('mettre en place, se connecter, perdre son téléphone', async ({ page, serveur, surveillance }) => {
    // Each refusal is an answer of the server that says why.
    surveillance.prevoir(/second-facteur/);
    await ouvrir(page, '/compte');
    await sansViolation(page, 'compte-second-facteur');
    await page.getByRole('link', { name: 'Mettre en place un second facteur' }).click();
    await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
    await sansViolation(page, 'second-facteur-enrolement');
    const cle = await page.locator('#cle').inputValue();
    expect(cle).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    const activer = async (code: string) => {
      await page.getByLabel(/^Code de votre application/).fill(code);
      await page.getByLabel('Votre mot de passe').fill(MOT_DE_PASSE);
      await page.getByRole('button', { name: 'Activer le second facteur' }).click();
    };
    // A telephone that is ten minutes late is told so, and keeps its key.
    await activer(codeDe(cle, -20));
    await expect(page.getByRole('alert')).toContainText(/l’horloge de votre téléphone retarde/);
    await expect(page.locator('#cle')).toHaveValue(cle);
    await sansViolation(page, 'second-facteur-refus');
    await activer(codeDe(cle));
    await expect(page.locator('#codes li')).toHaveCount(10);
    await sansViolation(page, 'second-facteur-codes');
    const codes = await page.locator('#codes code').allTextContents();
    const fichier = await telecharger(page, () =>
      page.getByRole('link', { name: 'Enregistrer dans un fichier' }).click(),
    );
    expect(fichier.nom).toBe('imagin-codes-de-secours.txt');
    for (const code of codes) expect(fichier.octets.toString()).toContain(code);
    await page.getByRole('link', { name: 'J’ai gardé ces codes' }).click();
    await attendreMessage(page, 'Second facteur de');
    await expect(page.getByText(/Il vous reste 10\scodes de secours/)).toBeVisible();

    await page.getByRole('button', { name: 'Quitter' }).click();
    await expect(page).toHaveURL(/\/connexion$/);
    await seConnecter(page, 'gestionnaire');
    await expect(etape(page)).toBeVisible();
    await expect(page.locator('#code')).toHaveAttribute('inputmode', 'numeric');
    await expect(page.locator('#code')).toHaveAttribute('autocomplete', 'one-time-code');
    await sansViolation(page, 'second-facteur-connexion');
    // No page without the code.
    await page.goto('/missions');
    await expect(page).toHaveURL(/\/connexion\?suite=/);
    await page.goto('/connexion/second-facteur');
    await saisir(page, '12');
    await expect(page.getByRole('alert')).toContainText(/Saisissez les 6\schiffres/);
    // The one that set it up has served; the next one is pasted with its space.
    const suivant = codeDe(cle, 1);
    await saisir(page, ` ${suivant.slice(0, 3)} ${suivant.slice(3)}`);
    await expect(accueil(page)).toBeVisible();

    await page.getByRole('button', { name: 'Quitter' }).click();
    await seConnecter(page, 'gestionnaire');
    await saisir(page, suivant);
    await expect(page.getByRole('alert')).toContainText('Ce code a déjà servi');
    await saisirSecours(page, (codes[0] ?? '').toUpperCase().replaceAll('-', ' '));
    await expect(accueil(page)).toBeVisible();
    await attendreMessage(page, 'Un code de secours de');
    await expect
      .poll(async () =>
        (await courriels(serveur.courriels))
          .map((c) => c.subject ?? '')
          .filter((sujet) => /facteur|secours/.test(sujet))
          .sort(),
      )
      .toEqual(['Code de secours utilisé', 'Second facteur activé']);

    // Other codes, then none at all.
    await page.goto('/compte/second-facteur');
    await sansViolation(page, 'second-facteur-en-place');
    const renouveler = async (code: string) => {
      await page.locator('#mot_de_passe_codes').fill(MOT_DE_PASSE);
      await page.locator('#code_codes').fill(code);
      await page.getByRole('button', { name: 'Faire d’autres codes de secours' }).click();
    };
    // The password alone is not enough: a new code would remove the factor.
    await renouveler(codes[0] ?? '');
    await expect(page.getByRole('alert')).toContainText('Ce code n’est pas le bon');
    await expect(page.locator('#code_codes')).toHaveAttribute('aria-invalid', 'true');
    await sansViolation(page, 'second-facteur-codes-refuses');
    await renouveler(codes[2] ?? '');
    await expect(page.locator('#codes li')).toHaveCount(10);
    const neufs = await page.locator('#codes code').allTextContents();
    expect(neufs).toHaveLength(10);
    expect(neufs).not.toContain(codes[1]);
    await page.getByRole('link', { name: 'J’ai gardé ces codes' }).click();
    const retirer = async (code: string) => {
      await page.locator('#mot_de_passe').fill(MOT_DE_PASSE);
      await page.locator('#code').fill(code);
      await page.getByRole('button', { name: 'Retirer le second facteur' }).click();
    };
    await retirer(codes[1] ?? '');
    await expect(page.getByRole('alert')).toContainText('Ce code n’est pas le bon');
    await retirer(neufs[0] ?? '');
    await attendreMessage(page, 'Second facteur de');
    await expect(page.getByRole('link', { name: 'Mettre en place un second facteur' })).toBeVisible();
  });

  test('un administrateur le réinitialise pour qui a tout perdu', async ({ page, autrePage }) => {
    await mettreEnPlace(page);
    const admin = await autrePage('admin');
    await ouvrir(admin, '/comptes?role=gestionnaire');
    const sien = admin.locator('#comptes tbody tr');
    await expect(sien).toHaveCount(1);
    await expect(sien).toContainText('Second facteur');
    await sien.getByRole('link').click();
    await expect(admin.getByText('Un code est demandé à cette personne')).toBeVisible();
    await sansViolation(admin, 'compte-avec-second-facteur');
    await admin.getByRole('button', { name: 'Réinitialiser son second facteur' }).click();
    await attendreMessage(admin, 'réinitialisé, et ses sessions fermées.');
    await expect(admin.getByText('Cette personne n’a pas de second facteur.')).toBeVisible();
    await expect(admin.getByRole('button', { name: 'Réinitialiser son second facteur' })).toHaveCount(0);
    // Their session is over, and their password is enough.
    await page.goto('/compte');
    await expect(page).toHaveURL(/\/connexion\?suite=/);
    await seConnecter(page, 'gestionnaire');
    await expect(accueil(page)).toBeVisible();
  });

  test.describe('téléphone, sans JavaScript', () => {
    test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

    test('mettre en place et se connecter', async ({ page }) => {
      await page.goto('/compte');
      await page.getByRole('link', { name: 'Mettre en place un second facteur' }).click();
      const { cle, codes } = await mettreEnPlace(page);
      expect(codes).toHaveLength(10);
      const large = () => page.evaluate(() => document.documentElement.scrollWidth);
      expect(await large()).toBeLessThanOrEqual(390);
      await page.getByRole('link', { name: 'J’ai gardé ces codes' }).click();
      await expect(messages(page)).toContainText('activé');
      await page.getByRole('button', { name: 'Quitter' }).click();
      await seConnecter(page, 'gestionnaire');
      await expect(etape(page)).toBeVisible();
      expect(await large()).toBeLessThanOrEqual(390);
      await saisir(page, codeDe(cle, 1));
      await expect(accueil(page)).toBeVisible();
    });
  });
});

test.describe('exigé', () => {
  test.use({ compte: null, reglages: { IMAGIN_SECOND_FACTEUR: 'exige' } });

  test('se met en place avant d’entrer', async ({ page, surveillance }) => {
    surveillance.prevoir(/second-facteur/);
    // Not of a head: they enter as they did.
    await seConnecter(page, 'chef');
    await expect(accueil(page)).toBeVisible();
    await page.getByRole('button', { name: 'Quitter' }).click();

    await seConnecter(page, 'admin');
    await expect(page.getByText('Votre compte doit avoir un second facteur.')).toBeVisible();
    await sansViolation(page, 'second-facteur-exige');
    // Nothing else is open.
    await page.goto('/comptes');
    await expect(page).toHaveURL(/\/connexion\?suite=/);
    await page.goto('/connexion/second-facteur');
    const cle = await page.locator('#cle').inputValue();
    const code = page.getByLabel(/^Code de votre application/);
    await code.fill('123');
    await page.getByRole('button', { name: 'Activer le second facteur' }).click();
    await expect(page.getByRole('alert')).toContainText(/Saisissez les 6\schiffres/);
    await expect(page.locator('#cle')).toHaveValue(cle);
    await code.fill(codeDe(cle));
    await page.getByRole('button', { name: 'Activer le second facteur' }).click();
    await expect(page.locator('#codes li')).toHaveCount(10);
    await page.getByRole('link', { name: 'J’ai gardé ces codes' }).click();
    await expect(accueil(page)).toBeVisible();
    // It stays.
    await page.goto('/compte/second-facteur');
    await expect(page.getByText(/obligatoire pour votre compte/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Retirer le second facteur' })).toHaveCount(0);
    // What is between the password and the code serves once.
    await page.goto('/connexion/second-facteur');
    await expect(page.getByRole('alert')).toContainText('Le temps de saisir le code est passé');
  });
});
