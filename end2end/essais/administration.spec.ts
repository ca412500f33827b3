// The administrateur: services opened to établissements, accounts.
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, messages } from '../outils/ecran.ts';
import { expect, ouvrir, test } from '../outils/essai.ts';

test.describe('administrateur', () => {
  test.use({ compte: 'admin' });

  test('la convocation s’ouvre plus tard, et le centre le sait', async ({ page, autrePage, surveillance }) => {
    surveillance.prevoir(/ouvertures\/changer/);
    await ouvrir(page, '/');
    // Castres opens in three weeks.
    await page.getByRole('link', { name: /service convocation est fermé/ }).click();
    await expect(page.locator('#services tbody tr')).toHaveCount(1);
    await expect(page.locator('#services tbody tr')).toContainText('Ouvrira le');
    await expect(page.getByLabel('Service convocation')).toBeChecked();
    await page.getByRole('link', { name: 'Tous', exact: true }).click();
    await page.getByLabel('Filtrer par nom, commune ou UAI').fill('bellevue');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(page.locator('#services tbody tr')).toHaveCount(1);
    await page.locator('#services').getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('Aucun service n’est coché');
    // What is ticked stays after a refusal.
    await expect(page.locator('#services').getByRole('checkbox')).toBeChecked();
    await page.locator('label[for=service-convocation]').click();
    await page.getByLabel('Ouvert à partir du').fill('2099-09-01');
    await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
    await attendreMessage(page, 'Service convocation ouvert pour 1 établissement.');
    await expect(page.locator('#services tbody tr')).toContainText('Ouvrira le 01/09/2099');
    // What was asked is done: the form asks for nothing more.
    await expect(page.locator('#services').getByRole('checkbox')).not.toBeChecked();
    await expect(page.getByLabel('Ouvert à partir du')).toHaveValue('');
    await sansViolation(page, 'services-convocation');

    const chef = await autrePage('chef');
    await ouvrir(chef, '/');
    await expect(chef.locator('#convocation-fermee')).toContainText('la convocation sera ouverte le 01/09/2099');
    await sansViolation(chef, 'accueil-ferme');
    await ouvrir(chef, '/missions/172278');
    await expect(chef.locator('#convocation-fermee')).toContainText('La convocation sera ouverte le 01/09/2099');
    await expect(chef.getByRole('link', { name: 'Créer convocation' })).toHaveCount(0);
    await expect(chef.getByRole('link', { name: /^Envoyer convocations/ })).toHaveCount(0);
    await expect(chef.locator('#convoques').getByRole('link', { name: /^Modifier/ })).toHaveCount(0);
    await expect(chef.locator('#convoques').getByRole('checkbox')).toHaveCount(0);
    await expect(chef.getByRole('button', { name: /^Télécharger convocations/ })).toHaveCount(1);
    await sansViolation(chef, 'mission-fermee');
    await ouvrir(chef, '/missions/172278?fenetre=creer');
    await expect(chef.getByRole('dialog')).toHaveCount(0);

    const gestionnaire = await autrePage('gestionnaire');
    await ouvrir(gestionnaire, '/missions/172278');
    await expect(gestionnaire.getByRole('link', { name: 'Créer convocation' })).toBeVisible();

    await page.locator('#services').getByRole('checkbox').check();
    await page.locator('label[for=service-convocation]').click();
    await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
    await expect(page.locator('#services tbody tr')).not.toContainText('Ouvrira');
    await ouvrir(chef, '/missions/172278');
    await expect(chef.getByRole('link', { name: 'Créer convocation' })).toBeVisible();
  });

  test('un compte, de sa création à sa fermeture', async ({ page, autrePage, surveillance }) => {
    surveillance.prevoir(/comptes\/creer/, /invitation\//);
    await ouvrir(page, '/');
    await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Comptes' }).click();
    await expect(page.locator('#comptes tbody tr')).toHaveCount(6);
    await sansViolation(page, 'comptes', ['comptes']);
    await page.getByRole('link', { name: 'Avec une délégation' }).click();
    await expect(page.locator('#comptes tbody tr')).toHaveCount(1);
    await expect(page.locator('#comptes tbody tr')).toContainText('Roland FABREGAT');

    await page.getByRole('link', { name: 'Créer un compte' }).click();
    await page.getByLabel('Identifiant').fill('a.martin');
    await page.locator('#nom').fill('Anne MARTIN');
    await page.locator('label[for=role-chef_centre]').click();
    await page.getByRole('button', { name: 'Créer le compte' }).click();
    await expect(page.getByRole('alert')).toContainText('demande un établissement');
    await expect(page.getByLabel('Identifiant')).toHaveValue('a.martin');
    await sansViolation(page, 'compte-nouveau');
    await page.getByLabel('UAI de l’établissement').fill('0310038Y');
    await page.getByRole('button', { name: 'Créer le compte' }).click();
    await expect(page.getByRole('heading', { name: 'Anne MARTIN', level: 1 })).toBeVisible();
    await expect(page.locator('#roles tbody tr')).toContainText('LPO BELLEVUE');

    // A delegation, given and taken back.
    await page.getByRole('combobox', { name: 'Rôle' }).selectOption('chef_etablissement');
    await page.getByLabel('UAI de l’établissement').fill('0310038Y');
    await page.getByLabel('Du', { exact: true }).fill('2099-03-02');
    await page.getByLabel('Au', { exact: true }).fill('2099-03-27');
    await page.getByRole('button', { name: 'Donner ce rôle' }).click();
    await expect(page.locator('#roles tbody tr')).toHaveCount(2);
    await expect(page.locator('#roles')).toContainText('du 02/03/2099 au 27/03/2099');
    await expect(page.locator('#roles')).toContainText('À venir');
    await sansViolation(page, 'compte');
    await page.getByRole('button', { name: /^Retirer – Chef d’établissement/ }).click();
    await expect(page.locator('#roles tbody tr')).toHaveCount(1);

    // The link, used by somebody else without account.
    await page.getByRole('button', { name: 'Faire un lien' }).click();
    const lien = await page.getByLabel('Lien', { exact: true }).inputValue();
    expect(new URL(lien).pathname).toMatch(/^\/invitation\/[0-9a-f]{32}$/);
    await sansViolation(page, 'lien');
    const elle = await autrePage(null);
    await elle.goto(new URL(lien).pathname);
    await expect(elle.getByText('votre identifiant est a.martin')).toBeVisible();
    await sansViolation(elle, 'invitation');
    await elle.locator('#nouveau').fill('court');
    await elle.getByLabel('Nouveau mot de passe, une seconde fois').fill('court');
    await elle.getByRole('button', { name: 'Enregistrer ce mot de passe' }).click();
    await expect(elle.getByRole('alert')).toContainText('au moins 15');
    await elle.locator('#nouveau').fill('quatre mots sans rapport');
    await elle.getByLabel('Nouveau mot de passe, une seconde fois').fill('quatre mots sans rapport');
    await elle.getByRole('button', { name: 'Enregistrer ce mot de passe' }).click();
    await expect(elle).toHaveURL(/\/connexion$/);
    await elle.getByLabel('Identifiant').fill('a.martin');
    await elle.locator('#mot_de_passe').fill('quatre mots sans rapport');
    await elle.getByRole('button', { name: 'Se connecter' }).click();
    await expect(elle.getByRole('heading', { name: 'Accueil', level: 1 })).toBeVisible();

    // Her session, seen and ended; then her account.
    await page.getByRole('link', { name: 'Retour au compte' }).click();
    await expect(page.locator('#sessions tbody tr')).toHaveCount(1);
    await expect(page.locator('#sessions')).toContainText('Chrome');
    await page.getByRole('button', { name: 'Fermer toutes ses sessions' }).click();
    await expect(page.getByText('Aucune session n’est ouverte.')).toBeVisible();
    await elle.goto('/missions');
    await expect(elle).toHaveURL(/\/connexion/);
    await page.getByRole('button', { name: 'Fermer ce compte' }).click();
    await attendreMessage(page, 'Compte « Anne MARTIN » fermé');
    await expect(page.getByRole('button', { name: 'Rouvrir ce compte' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Faire un lien' })).toHaveCount(0);
  });

  test('ne se retire pas lui-même', async ({ page, surveillance }) => {
    surveillance.prevoir(/comptes\/retirer/);
    await ouvrir(page, '/comptes?mot=tarride');
    await page.locator('#comptes').getByRole('link', { name: 'Ève TARRIDE' }).click();
    await expect(page.getByRole('button', { name: 'Fermer ce compte' })).toHaveCount(0);
    await expect(page.locator('#sessions')).toContainText('La vôtre');
    await page.getByRole('button', { name: /^Retirer – Administrateur/ }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'dernier rôle' })).toBeVisible();
    await expect(messages(page).getByRole('listitem').first()).toContainText('dernier rôle');
    await expect(page.locator('#roles tbody tr')).toHaveCount(1);
  });

  test.describe('sans JavaScript', () => {
    test.use({ javaScriptEnabled: false });

    test('ouvrir un service et déléguer', async ({ page }) => {
      await page.goto('/services?mot=lannemezan');
      await page.locator('#services').getByRole('checkbox').check();
      await page.locator('label[for=service-signature]').click();
      await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
      await expect(messages(page)).toContainText('Service signature ouvert pour 1 établissement.');

      await page.goto('/comptes?mot=roucoules');
      await page.locator('#comptes').getByRole('link', { name: 'Ginette ROUCOULES' }).click();
      await page.getByRole('combobox', { name: 'Rôle' }).selectOption('chef_centre');
      await page.getByLabel('UAI de l’établissement').fill('0310038Y');
      await page.getByLabel('Au', { exact: true }).fill('2099-03-27');
      await page.getByRole('button', { name: 'Donner ce rôle' }).click();
      await expect(page.locator('#roles')).toContainText('jusqu’au 27/03/2099');
      // A mistake is told in the messages.
      await page.getByRole('combobox', { name: 'Rôle' }).selectOption('chef_centre');
      await page.getByRole('button', { name: 'Donner ce rôle' }).click();
      await expect(messages(page)).toContainText('demande un établissement');
    });
  });
});

test.describe('adjoint', () => {
  test.use({ compte: 'adjoint' });

  test('tient la place du chef, dans un centre qui n’est pas encore ouvert', async ({ page }) => {
    await ouvrir(page, '/');
    await expect(page.locator('#convocation-fermee')).toContainText('la convocation sera ouverte le');
    await expect(page.getByText('Chef d’établissement')).toBeVisible();
  });
});
