import { sansViolation } from '../outils/axe.ts';
import {
  cellule,
  champDiscipline,
  champNom,
  chercherDiscipline,
  chercherNom,
  convoquer,
  creer,
  fenetre,
  identifies,
  jours,
  ligne,
  lignes,
  messages,
  question,
  suggestions,
} from '../outils/ecran.ts';
import { animee, expect, ouvrir, test } from '../outils/essai.ts';

// Four looks at each state: light, dark, wide, narrow.
test.slow();

test.describe('sans être connecté', () => {
  test.use({ compte: null });

  test('connexion', async ({ page }) => {
    await ouvrir(page, '/connexion');
    await sansViolation(page, 'connexion');
  });

  test('connexion refusée', async ({ page }) => {
    await ouvrir(page, '/connexion?echec=identifiants&suite=%2F');
    await expect(page.getByRole('alert')).toBeVisible();
    await sansViolation(page, 'connexion-refusee');
  });

  for (const chemin of ['guide', 'tutoriel', 'aide', 'accessibilite']) {
    test(`page ${chemin}`, async ({ page }) => {
      await ouvrir(page, `/${chemin}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await sansViolation(page, chemin);
    });
  }
});

test('accueil', async ({ page }) => {
  await ouvrir(page, '/');
  await sansViolation(page, 'accueil');
});

test('menu déplié sur un écran étroit', async ({ page }) => {
  await ouvrir(page, '/');
  await page.setViewportSize({ width: 390, height: 844 });
  const menu = page.getByRole('navigation', { name: 'Menu' });
  await menu.getByText('Menu', { exact: true }).click();
  await expect(menu.getByRole('link', { name: 'Convocation par mission' })).toBeVisible();
  await sansViolation(page, 'menu-deplie');
});

test('liste des missions', async ({ page }) => {
  await ouvrir(page, '/missions');
  await sansViolation(page, 'missions');
});

test('journal des envois, vide puis avec un envoi', async ({ page }) => {
  await ouvrir(page, '/envois?etat=echec');
  await sansViolation(page, 'journal-vide');
  await ouvrir(page, '/missions/171887');
  await ligne(page, 'AZÉMA').getByRole('button', { name: /^Envoyer/ }).click();
  await expect(cellule(ligne(page, 'AZÉMA'), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
  await ouvrir(page, '/envois');
  await expect(page.locator('#journal tbody tr')).not.toHaveCount(0);
  await sansViolation(page, 'journal');
});

test('liste des missions, un filtre ouvert', async ({ page }) => {
  await ouvrir(page, '/missions?annee=2021');
  await page.locator('#examen summary').click();
  await page.locator('#examen').getByText('EA-BCG', { exact: true }).click();
  await sansViolation(page, 'missions-filtre');
});

test('liste des missions vide', async ({ page }) => {
  await ouvrir(page, '/missions?mot=zzzz');
  await sansViolation(page, 'missions-vide');
});

test('mission et ses convoqués', async ({ page }) => {
  await ouvrir(page, '/missions/172418');
  await expect(lignes(page)).toHaveCount(10);
  await sansViolation(page, 'mission');
});

test('mission sans convoqué', async ({ page }) => {
  await ouvrir(page, '/missions/172277');
  await sansViolation(page, 'mission-vide');
});

test('mission dont l’affectation n’est pas terminée', async ({ page }) => {
  await ouvrir(page, '/missions/172397');
  await sansViolation(page, 'mission-non-affectee');
});

test('mission avec messages et envoi', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).click();
  await expect(ligne(page, "D'ARRAS")).toContainText('Envoyé', { timeout: 20_000 });
  await expect(messages(page).getByRole('listitem')).toHaveCount(1);
  await sansViolation(page, 'mission-messages');
});

test('fenêtre vide', async ({ page }) => {
  await ouvrir(page, '/missions/172277');
  await creer(page);
  await sansViolation(page, 'fenetre-vide');
});

test('fenêtre avec des suggestions', async ({ page }) => {
  await ouvrir(page, '/missions/172277');
  await creer(page);
  await champNom(page).fill('martin');
  await champNom(page).press('ArrowDown');
  await expect(suggestions(page, 'nom').first()).toBeVisible();
  await sansViolation(page, 'fenetre-suggestions-nom');
  await page.keyboard.press('Escape');
  await champDiscipline(page).fill('anglais');
  await champDiscipline(page).press('ArrowDown');
  await expect(suggestions(page, 'discipline').first()).toBeVisible();
  await sansViolation(page, 'fenetre-suggestions-discipline');
});

test('fenêtre remplie', async ({ page }) => {
  await ouvrir(page, '/missions/171747');
  await creer(page);
  await chercherDiscipline(page, 'histoire', 'HISTOIRE GEOGRAPHIE');
  await expect(identifies(page)).toHaveCount(11);
  await fenetre(page).getByLabel('Code salle').fill('205');
  await fenetre(page).getByLabel('Texte d’observation').fill('é'.repeat(960));
  await sansViolation(page, 'fenetre-remplie');
});

test('fenêtre refusée', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await jours(page).getByRole('button', { name: /Retirer/ }).click();
  await fenetre(page).getByLabel('Texte d’observation').fill('é'.repeat(1010));
  await convoquer(page).click();
  await expect(fenetre(page).getByRole('alert')).toContainText('Rien n’a été enregistré.');
  await sansViolation(page, 'fenetre-refusee');
});

test('question sur la mission', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await fenetre(page).getByLabel('Texte d’observation').fill('Un texte.');
  await convoquer(page).click();
  await expect(question(page)).toBeVisible();
  await sansViolation(page, 'question');
});

test('fenêtre avec des conflits, et leur confirmation', async ({ page, surveillance }) => {
  surveillance.prevoir(/convoquer/);
  await ouvrir(page, '/missions/172288');
  await creer(page);
  await chercherDiscipline(page, 'angl', 'ANGLAIS');
  await expect(identifies(page).filter({ hasText: 'indisponible' })).toHaveCount(2);
  await identifies(page).filter({ hasText: 'indisponible' }).first().scrollIntoViewIfNeeded();
  await sansViolation(page, 'fenetre-conflits');
  await convoquer(page).click();
  await expect(page.getByRole('dialog', { name: 'Conflits à confirmer' })).toBeVisible();
  await sansViolation(page, 'confirmation-conflits');
});

test('suppression à reprendre, et historique', async ({ page }) => {
  await ouvrir(page, '/missions/171753');
  await page.getByRole('link', { name: /^Supprimer la convocation/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
  await expect(messages(page).getByRole('button', { name: 'Annuler la suppression' })).toBeVisible();
  await sansViolation(page, 'suppression-a-reprendre');
  await messages(page).getByRole('button', { name: 'Annuler la suppression' }).click();
  await page.getByRole('link', { name: /^Historique/ }).click();
  await expect(page.locator('.imagin-historique > li')).toHaveCount(2);
  await sansViolation(page, 'historique');
});

test('contrôle de la session', async ({ page }) => {
  await ouvrir(page, '/controle');
  await sansViolation(page, 'controle');
});

test.describe('envoi en attente', () => {
  test.use({ reglages: { IMAGIN_SEND_DELAY: '300' } });

  test('mission dont un envoi peut être arrêté', async ({ page }) => {
    await ouvrir(page, '/missions/172418');
    await page.getByRole('link', { name: /^Envoyer convocations/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Envoyer/ }).click();
    await expect(page.locator('.imagin-envoi')).toBeVisible();
    await sansViolation(page, 'envoi-en-attente');
  });
});

test('fenêtre de modification', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Modifier/ }).click();
  await expect(fenetre(page)).toBeVisible();
  await sansViolation(page, 'fenetre-modifier');
});

test('fenêtre de suppression', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Supprimer/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await sansViolation(page, 'fenetre-supprimer');
});

test('fenêtre d’envoi', async ({ page }) => {
  await ouvrir(page, '/missions/172418');
  await page.getByRole('link', { name: /^Envoyer convocations/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await sansViolation(page, 'fenetre-envoyer');
});

test('lettre', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  // A letter that is long to come: the page says that it is waited for.
  let venir = (): void => undefined;
  const attendue = new Promise<void>((suite) => (venir = suite));
  await page.route(/convocations\/lettre/, async (route) => {
    await attendue;
    await route.continue();
  });
  await ligne(page, "D'ARRAS").getByRole('link', { name: 'Page' }).click();
  await expect(page.getByText('Chargement…')).toBeVisible();
  await expect(page).toHaveTitle('Imagin');
  await sansViolation(page, 'page-attendue');
  venir();
  await expect(page.getByRole('heading', { name: 'Convocation', level: 1, exact: true })).toBeVisible();
  await sansViolation(page, 'lettre');
});

test('mon compte, et un refus', async ({ page, surveillance }) => {
  surveillance.prevoir(/compte\/mot-de-passe/);
  await ouvrir(page, '/compte');
  await sansViolation(page, 'compte');
  for (const champ of await page.locator('main input[type=password]').all()) await champ.fill('court');
  await page.getByRole('button', { name: 'Changer mon mot de passe' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'mot de passe' })).toBeVisible();
  await sansViolation(page, 'compte-refus');
});

test('listes et calendrier vides, grille entière, constat refusé', async ({ page }) => {
  for (const [adresse, dit, etat] of [
    ['/personnels?mot=zzzz', 'Personne ne correspond à ces filtres.', 'personnels-vide'],
    ['/indisponibilites?mot=zzzz', 'Aucune indisponibilité ne correspond à ces filtres.', 'indisponibilites-vide'],
    ['/consultation?vue=mois&jour=2021-08-01', /^Rien n’a lieu sur cette période/, 'consultation-mois-vide'],
  ] as const) {
    await ouvrir(page, adresse);
    await expect(page.getByText(dit)).toBeVisible();
    await sansViolation(page, etat);
  }
  await ouvrir(page, '/competences');
  await page.getByRole('link', { name: 'Saisir – ITALIEN' }).click();
  await page.getByRole('link', { name: /^Montrer toutes les épreuves et langues/ }).click();
  await expect(page.getByRole('link', { name: 'Ne montrer que les épreuves de la discipline' })).toBeVisible();
  await sansViolation(page, 'competences-toutes');
  await ouvrir(page, '/service-fait/171747');
  const premiere = page.locator('#constat tbody tr').filter({ has: page.locator('td') }).first();
  await premiere.getByLabel(/^Présence – /).selectOption({ label: 'Remplacé' });
  await premiere.getByLabel(/^Remplacé par – /).fill('Personne Nulle-Part');
  await page.getByRole('button', { name: 'Enregistrer (provisoire)' }).click();
  await expect(messages(page).getByRole('listitem').first()).toContainText('personne ne s’appelle');
  await animee(page);
  await expect(premiere.getByLabel(/^Remplacé par – /)).toHaveValue('Personne Nulle-Part');
  await sansViolation(page, 'service-refuse');
});

test('page introuvable', async ({ page, surveillance }) => {
  surveillance.prevoir(/404/);
  await ouvrir(page, '/nulle-part');
  await sansViolation(page, 'introuvable');
});

test.describe('gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('liste par pages', async ({ page }) => {
    await ouvrir(page, '/missions?page=2');
    await expect(page.getByRole('navigation', { name: 'Pages de la liste' })).toBeVisible();
    await sansViolation(page, 'missions-pages');
  });

  test('personnels et compétences de l’académie', async ({ page }) => {
    await ouvrir(page, '/personnels');
    await expect(page.locator('#personnels caption')).toContainText(/3.000.personnes/);
    await sansViolation(page, 'personnels-academie');
    await ouvrir(page, '/competences');
    await expect(page.locator('#etablissements')).toContainText('BELLEVUE');
    await sansViolation(page, 'competences-academie');
  });
});

test.describe('administrateur', () => {
  test.use({ compte: 'admin' });

  test('mission en consultation', async ({ page }) => {
    await ouvrir(page, '/missions/172278');
    await sansViolation(page, 'mission-consultation');
  });

  test('service fait en consultation', async ({ page }) => {
    await ouvrir(page, '/service-fait/164015');
    await expect(page.getByText('votre compte ne permet pas de le saisir')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Enregistrer/ })).toHaveCount(0);
    await sansViolation(page, 'service-consultation');
  });
});

test.describe('intervenant', () => {
  test.use({ compte: 'intervenant' });

  test('mes convocations', async ({ page }) => {
    await ouvrir(page, '/mes-convocations');
    await sansViolation(page, 'mes-convocations');
  });
});
