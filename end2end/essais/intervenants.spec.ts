// The intervenants of the académie: the gestionnaire keeps them, the centres ask for those
// they do not find.
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, caseDe, fenetre, identifies } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test } from '../outils/essai.ts';
import { aplani, courriels, destinataire } from '../outils/papier.ts';

test.describe('gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('une personne, de sa création à sa fermeture', async ({ page, surveillance }) => {
    surveillance.prevoir(/repertoire\/(creer|modifier)/);
    await ouvrir(page, '/');
    const menu = page.getByRole('navigation', { name: 'Menu' });
    await menu.getByRole('link', { name: 'Intervenants', exact: true }).click();
    await expect(page.locator('#intervenants caption')).toContainText(/intervenants/);
    await sansViolation(page, 'intervenants');

    await page.getByRole('link', { name: 'Créer un intervenant' }).click();
    await page.getByLabel('Nom d’usage', { exact: true }).fill('ZEPHYRIN');
    await page.getByLabel('Prénom').fill('Ondine');
    await page.getByRole('button', { name: 'Créer la fiche' }).click();
    await expect(page.getByRole('alert')).toContainText('saisissez l’UAI');
    // What was typed stays.
    await expect(page.getByLabel('Nom d’usage', { exact: true })).toHaveValue('ZEPHYRIN');
    await sansViolation(page, 'intervenant-nouveau');
    await page.locator('label[for=origine-retraite]').click();
    await page.getByLabel('Adresse de courriel personnelle').fill('ondine@maison.example');
    await page.getByRole('button', { name: 'Créer la fiche' }).click();
    await expect(page.getByRole('heading', { name: 'ZEPHYRIN Ondine', level: 1 })).toBeVisible();
    await attendreMessage(page, 'Fiche de ZEPHYRIN Ondine créée.');

    await page.getByLabel('Établissement à titre secondaire').fill('0310038Y');
    await page.getByRole('button', { name: 'Rattacher à titre secondaire' }).click();
    await attendreMessage(page, 'Rattachement de ZEPHYRIN Ondine à LPO BELLEVUE');
    await page.getByRole('button', { name: /^Retirer ZEPHYRIN Ondine de LPO BELLEVUE/ }).click();
    await attendreMessage(page, 'retiré.');
    await expect(page.getByText('Aucun rattachement à titre secondaire.')).toBeVisible();

    await page.getByLabel('Commune').fill('ALBI');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await attendreMessage(page, 'Fiche de ZEPHYRIN Ondine modifiée.');
    await page.getByRole('button', { name: 'Ouvrir un compte et envoyer le lien' }).click();
    await attendreMessage(page, 'Compte ouvert pour ZEPHYRIN Ondine.');
    await expect(page.getByText('Courriel qui porte le lien')).toBeVisible();
    await sansViolation(page, 'intervenant-fiche');

    // Everybody who is convoked, at once: seen, confirmed, done in the background.
    await ouvrir(page, '/intervenants');
    await page.getByRole('link', { name: 'Ouvrir des comptes' }).click();
    await expect(page.getByText(/^\d+\spersonnes?\sconvoquées?\s.*adresse de courriel et n’(ont|a) pas de compte/)).toBeVisible();
    await sansViolation(page, 'comptes-a-ouvrir');
    await page.locator('label[for=confirme]').click();
    await page.getByRole('button', { name: /^Ouvrir [\d\s]+comptes?$/ }).click();
    await attendreMessage(page, 'Ouverture demandée');
    await expect(page.getByRole('status').filter({ hasText: 'Dernière ouverture' })).toContainText(/comptes? ouverts?\./, {
      timeout: 90_000,
    });
  });

  test('deux fiches de la même personne se fusionnent et se séparent', async ({ page }) => {
    const creer = async (nom: string, prenom: string): Promise<void> => {
      await ouvrir(page, '/intervenants/nouveau');
      await page.getByLabel('Nom d’usage', { exact: true }).fill(nom);
      await page.getByLabel('Prénom').fill(prenom);
      await page.locator('label[for=origine-autre]').click();
      await page.getByLabel('Adresse de courriel personnelle').fill('zephyrin@maison.example');
      await page.getByRole('button', { name: 'Créer la fiche' }).click();
    };
    await creer('ZEPHYRIN', 'Ondine');
    await expect(page.getByRole('heading', { name: 'ZEPHYRIN Ondine', level: 1 })).toBeVisible();
    await creer('ONDINE', 'Zephyrin');
    await expect(page.locator('#semblables')).toContainText('Probablement déjà connue');
    await sansViolation(page, 'intervenant-semblables');
    await page.locator('label[for=forcer]').click();
    await page.getByRole('button', { name: 'Créer la fiche' }).click();
    await expect(page.getByRole('heading', { name: 'ONDINE Zephyrin', level: 1 })).toBeVisible();

    // Those who share an address come first.
    await ouvrir(page, '/doublons');
    const groupe = page.locator('section.imagin-carte').filter({ hasText: 'ZEPHYRIN Ondine' });
    await expect(groupe).toContainText('même adresse de courriel');
    await sansViolation(page, 'doublons');
    await groupe.getByRole('link', { name: /^Comparer/ }).click();
    await expect(page.locator('#comparaison tbody tr')).toHaveCount(9);
    await sansViolation(page, 'doublons-comparaison');
    await page.locator('label[for=garde-1]').click();
    await page.getByRole('button', { name: 'Fusionner', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'ZEPHYRIN Ondine', level: 1 })).toBeVisible();
    await attendreMessage(page, 'Fiches fusionnées');
    await page.getByRole('button', { name: /^Défaire la fusion/ }).click();
    await attendreMessage(page, 'Fusion défaite');
    await expect(page.getByRole('button', { name: /^Défaire la fusion/ })).toHaveCount(0);

    await ouvrir(page, '/doublons');
    await groupe.getByRole('link', { name: /^Comparer/ }).click();
    await page.getByRole('button', { name: 'Ce ne sont pas des doublons' }).click();
    await expect(page.getByRole('heading', { name: 'Doublons', level: 1 })).toBeVisible();
    await expect(groupe).toHaveCount(0);
  });
});

test('une personne introuvable est demandée, créée et convoquée', async ({ page, autrePage, serveur }) => {
  await ouvrir(page, '/missions/172278?fenetre=creer');
  await fenetre(page).locator('#recherche-nom').fill('zephyrin');
  await fenetre(page).getByRole('button', { name: 'Demander cette personne au gestionnaire' }).click();
  // The name comes along, and not by the address.
  await expect(page).toHaveURL(/\/demandes-intervenant\/nouvelle\?mission=172278$/);
  await animee(page);
  await expect(page.locator('#mission')).toHaveValue('172278');
  await expect(page.getByLabel('Nom d’usage', { exact: true })).toHaveValue('zephyrin');
  await page.getByLabel('Nom d’usage', { exact: true }).fill('ZEPHYRIN');
  await page.getByLabel('Prénom').fill('Ondine');
  await page.getByLabel('Établissement ou adresse').fill('Retraitée, Albi');
  await sansViolation(page, 'demande-nouvelle');
  await page.getByRole('button', { name: 'Envoyer la demande' }).click();
  await expect(page.locator('#demandes tbody tr').first()).toContainText('ZEPHYRIN Ondine');
  await expect(page.locator('#demandes tbody tr').first()).toContainText('En attente');
  await sansViolation(page, 'demandes-centre');

  const gestionnaire = await autrePage('gestionnaire');
  await ouvrir(gestionnaire, '/');
  await gestionnaire.getByRole('link', { name: /introuvables? à traiter/ }).click();
  await gestionnaire.getByRole('link', { name: 'Traiter – ZEPHYRIN Ondine' }).click();
  await expect(gestionnaire.getByRole('heading', { name: 'ZEPHYRIN Ondine', level: 1 })).toBeVisible();
  await sansViolation(gestionnaire, 'demande-traiter');
  await gestionnaire.getByRole('link', { name: 'Créer un intervenant' }).click();
  await expect(gestionnaire.getByLabel('Nom d’usage', { exact: true })).toHaveValue('ZEPHYRIN');
  await gestionnaire.locator('label[for=origine-retraite]').click();
  await gestionnaire.getByRole('button', { name: 'Créer la fiche' }).click();
  await attendreMessage(
    gestionnaire,
    'Réponse donnée à la demande pour ZEPHYRIN Ondine : le centre en est averti, et un courriel part à qui l’a faite.',
  );

  // A mail may be forwarded: this one names nobody, and leads to those who may know.
  const reponses = async () =>
    (await courriels(serveur.courriels)).filter((c) => c.subject === 'Réponse à votre demande d’une personne introuvable');
  await expect.poll(async () => (await reponses()).map(destinataire), { timeout: 20_000 }).toEqual([
    'helene.castagnede@ac-demo.example',
  ]);
  const texte = (await reponses())[0]!.text ?? '';
  expect(aplani(texte)).toMatch(/la demande que vous avez faite le \d\d\/\d\d\/\d{4} pour la mission 172278/);
  expect(aplani(texte)).toContain("Cette personne est dans l'académie : elle peut être convoquée.");
  expect(texte).not.toMatch(/ZEPHYRIN|Ondine/i);
  expect(texte).toMatch(/\/demandes-intervenant\/\d+$/m);
  const aConvoquer = /\/missions\/172278\?fenetre=creer&itv=\d+$/m.exec(texte)?.[0];
  expect(aConvoquer, texte).toBeDefined();

  await ouvrir(page, '/');
  await page.getByRole('link', { name: /reçu une réponse/ }).click();
  await page.getByRole('button', { name: 'Marquer comme lue – ZEPHYRIN Ondine' }).click();
  await expect(page.getByRole('button', { name: 'Marquer comme lue – ZEPHYRIN Ondine' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Convoquer à la mission – ZEPHYRIN Ondine' }).click();
  await expect(fenetre(page)).toContainText('ZEPHYRIN Ondine');
  // And so does the mail.
  await ouvrir(page, aConvoquer!);
  await expect(caseDe(page, 'ZEPHYRIN Ondine')).toBeChecked();
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('une personne introuvable se demande par un simple formulaire', async ({ page }) => {
    await page.goto('/missions/172278?fenetre=creer');
    await page.getByRole('textbox', { name: 'Nom prénom' }).fill('zephyrin');
    await page.getByRole('button', { name: 'Rechercher' }).first().click();
    await page.getByRole('button', { name: 'Demander cette personne au gestionnaire' }).click();
    await expect(page).toHaveURL(/\/demandes-intervenant\/nouvelle\?mission=172278$/);
    await expect(page.getByLabel('Nom d’usage', { exact: true })).toHaveValue('zephyrin');
    await page.getByLabel('Nom d’usage', { exact: true }).fill('ZEPHYRIN');
    await page.getByRole('button', { name: 'Envoyer la demande' }).click();
    await expect(page.locator('#demandes')).toContainText('ZEPHYRIN');
    await expect(page.locator('#demandes')).toContainText('En attente');
    await page.getByRole('link', { name: 'ZEPHYRIN', exact: true }).click();
    await page.getByRole('button', { name: 'Retirer la demande' }).click();
    await expect(page.getByRole('heading', { name: 'Intervenants introuvables', level: 1 })).toBeVisible();
    await expect(page.getByRole('link', { name: 'ZEPHYRIN', exact: true })).toHaveCount(0);
  });
});

test.describe('sans JavaScript, gestionnaire', () => {
  test.use({ javaScriptEnabled: false, compte: 'gestionnaire' });

  test('une discipline se cherche dans l’académie, en un lieu', async ({ page }) => {
    await page.goto('/missions/172277?fenetre=creer');
    await page.getByRole('textbox', { name: 'Discipline' }).fill('HISTOIRE GEOGRAPHIE');
    await page.locator('label[for=recherche-academie]').click();
    await page.getByLabel('Commune ou établissement').fill('0310038Y');
    await page.getByRole('button', { name: 'Rechercher' }).last().click();
    await expect(identifies(page)).toHaveCount(11);
    await expect(identifies(page).getByRole('checkbox', { checked: true })).toHaveCount(0);
    await expect(page.locator('#recherche-academie')).toBeChecked();
    await expect(page.getByLabel('Commune ou établissement')).toHaveValue('0310038Y');
  });

  test('un doublon probable est demandé avant d’être créé', async ({ page }) => {
    for (const issue of ['creee', 'demandee']) {
      await page.goto('/intervenants/nouveau');
      await page.getByLabel('Nom d’usage', { exact: true }).fill('ZEPHYRIN');
      await page.getByLabel('Prénom').fill('Ondine');
      await page.locator('label[for=origine-autre]').click();
      await page.getByRole('button', { name: 'Créer la fiche' }).click();
      if (issue === 'creee') {
        await expect(page.getByRole('heading', { name: 'ZEPHYRIN Ondine', level: 1 })).toBeVisible();
      }
    }
    await expect(page.locator('#semblables')).toBeVisible();
    await expect(page.getByLabel('Nom d’usage', { exact: true })).toHaveValue('ZEPHYRIN');
    await page.locator('label[for=forcer]').click();
    await page.getByRole('button', { name: 'Créer la fiche' }).click();
    await expect(page.getByRole('heading', { name: 'ZEPHYRIN Ondine', level: 1 })).toBeVisible();
  });
});
