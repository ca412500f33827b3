import {
  attendreLignes,
  attendreMessage,
  caseDe,
  cellule,
  chercherDiscipline,
  chercherNom,
  convoquer,
  creer,
  fenetre,
  identifies,
  jour,
  jours,
  ligne,
  question,
} from '../outils/ecran.ts';
import { expect, ouvrir, test, type Locator, type Page } from '../outils/essai.ts';

const conflits = (page: Page): Locator => page.getByRole('dialog', { name: 'Conflits à confirmer' });
const personne = (page: Page, nom: string): Locator => identifies(page).filter({ hasText: nom });

test('deux absences se voient, se confirment nommément, ou s’écartent', async ({ page, surveillance }) => {
  surveillance.prevoir(/convoquer/);
  surveillance.prevoir(/ERR_FAILED/);
  await ouvrir(page, '/missions/172288');
  await creer(page);
  // Nobody answers what stands against them: nobody is said to be free.
  const disponibilites = '**/api/intervenants/disponibilites*';
  const verification = fenetre(page).locator('#verification');
  const reessayer = fenetre(page).getByRole('button', { name: 'Réessayer' });
  await page.route(disponibilites, (route) => route.abort());
  await chercherDiscipline(page, 'angl', 'ANGLAIS');
  await expect(identifies(page)).toHaveCount(13);
  await expect(verification).toContainText('Conflits non vérifiés');
  await expect(fenetre(page)).not.toContainText('indisponible');
  await page.unroute(disponibilites);
  await reessayer.click();
  await expect(verification).toHaveText('Conflits vérifiés.');
  await expect(verification).toBeFocused();
  await expect(reessayer).toBeHidden();
  // In words, under the name, for the days chosen; without the reason.
  await expect(personne(page, "O'BRIEN")).toContainText(
    'À confirmer : est déclaré indisponible les 01/02/2021 et 04/02/2021',
  );
  await expect(personne(page, 'VERDIER')).toContainText('indisponible le lundi 1er février 2021');
  await expect(fenetre(page)).not.toContainText('formation');

  // Who is least burdened comes first.
  const textes = await identifies(page).allTextContents();
  const charges = textes.map((t) => Number(/(\d+)\s+jours? déjà/.exec(t)?.[1] ?? 0));
  expect(charges.at(-1)).toBeGreaterThan(0);
  expect([...charges].sort((a, b) => a - b)).toEqual(charges);

  await convoquer(page).click();
  await expect(conflits(page).locator('.imagin-conflits').getByRole('listitem')).toHaveCount(2);
  await expect(conflits(page)).toContainText("O'BRIEN Patrice : est déclaré indisponible");
  await conflits(page).getByRole('button', { name: 'Revenir à la saisie' }).click();
  await expect(conflits(page)).toHaveCount(0);
  await expect(convoquer(page)).toBeFocused();

  // Other days: one of them is free again at once.
  await jours(page).filter({ hasText: '1er février' }).getByRole('button', { name: /Retirer/ }).click();
  await expect(personne(page, 'VERDIER')).not.toContainText('indisponible');
  await expect(personne(page, "O'BRIEN")).toContainText('indisponible le jeudi 4 février 2021');

  await fenetre(page).getByLabel(/^Écarter les intervenants en conflit/).check();
  await expect(personne(page, "O'BRIEN")).toBeHidden();
  await expect(convoquer(page)).toHaveText(/^Convoquer 12\sintervenants$/);
  await convoquer(page).click();
  await question(page).getByRole('button', { name: 'Non' }).click();
  await attendreLignes(page, 12);
  await expect(ligne(page, "O'BRIEN")).toHaveCount(0);

  // The last one, knowingly.
  await creer(page);
  await chercherNom(page, "o'brien patrice", /ANGLAIS/);
  // What stands against him comes under his name, and moves the button.
  await expect(personne(page, "O'BRIEN")).toContainText('À confirmer');
  await convoquer(page).click();
  await conflits(page).getByRole('button', { name: 'Convoquer malgré tout' }).click();
  await attendreLignes(page, 13);
});

test('deux lieux à la fois se refusent, en disant lesquels', async ({ page, surveillance }) => {
  surveillance.prevoir(/convoquer/);
  // Somebody of 172418, a practical test on the mornings of 23 and 25 February.
  await ouvrir(page, '/missions/172418');
  const premier = page.locator('#convoques tbody tr').first();
  const nom = await premier.getByRole('rowheader').innerText();
  const prenom = await cellule(premier, 'Prénom').innerText();
  await ouvrir(page, '/missions/172419');
  await creer(page);
  await chercherNom(page, `${nom} ${prenom}`, /PHYSIQUES/);
  await expect(identifies(page)).toHaveCount(1);
  for (let n = await jours(page).count(); n > 0; n -= 1) {
    await jours(page).getByRole('button', { name: /Retirer/ }).first().click();
    await expect(jours(page)).toHaveCount(n - 1);
  }
  await jour(page, 'mardi 23 février 2021').click();
  await expect(identifies(page)).toContainText(
    'Impossible : doit être ailleurs aux mêmes heures le mardi 23 février 2021, à la mission 172418',
  );
  await convoquer(page).click();
  await question(page).getByRole('button', { name: 'Non' }).click();
  await expect(fenetre(page).getByRole('alert')).toContainText(`${nom} ${prenom} : doit être ailleurs`);
  await expect(fenetre(page).getByRole('alert')).toContainText('Rien n’a été enregistré.');
  await expect(caseDe(page, nom)).toBeChecked();
});

test('le contrôle de la session dit ce qui reste à régler, et y mène', async ({ page, surveillance }) => {
  surveillance.prevoir(/convocations\/modifier/);
  await ouvrir(page, '/missions/172278');
  await page.getByLabel(/^Intervenants attendus/).fill('3');
  const notes = page.waitForResponse('**/api/missions/attendus*');
  await page.getByRole('button', { name: /nombre d’intervenants attendus/ }).click();
  await (await notes).finished();
  await page.getByRole('link', { name: 'Contrôle de la session' }).click();
  await expect(page.getByRole('heading', { name: 'Contrôle de la session', level: 1 })).toBeVisible();
  const incompletes = page.locator('#incompletes');
  await expect(incompletes.getByRole('row').filter({ hasText: '172278' })).toContainText('1 convoqué sur 3 attendus.');
  await expect(incompletes.getByRole('row').filter({ hasText: '172277' })).toContainText('Personne n’est convoqué.');
  // Candidates not affected yet: nobody can be convoked there (memo §5).
  await expect(incompletes).not.toContainText('172397');

  // An absence that came after the convocation.
  const conflit = page.locator('#conflits tbody').getByRole('row').filter({ hasText: '172418' });
  await expect(conflit).toHaveCount(1);
  await expect(conflit).toContainText('À confirmer : est déclaré indisponible le mardi 23 février 2021');
  await expect(conflit.getByRole('link', { name: /^Remplacer/ })).toHaveAttribute('href', /\?fenetre=remplacer&convocation=\d+$/);
  await conflit.getByRole('link', { name: /^Modifier/ }).click();
  await expect(fenetre(page)).toBeVisible();
  // Under the name of who is convoked, for the days as they are being changed.
  const siens = fenetre(page).locator('#conflits-du-convoque');
  await expect(siens).toContainText('À confirmer : est déclaré indisponible le mardi 23 février 2021');
  await jours(page).filter({ hasText: '23 février' }).getByRole('button', { name: /Retirer/ }).click();
  await expect(siens).not.toContainText('indisponible');
  await fenetre(page).getByRole('button', { name: 'Enregistrer' }).click();
  await attendreMessage(page, 'modifiée.');
  await page.goto('/controle');
  await expect(page.getByRole('heading', { name: 'Contrôle de la session', level: 1 })).toBeVisible();
  await expect(conflit).toHaveCount(0);
  // The other one still stands: an absence of every Monday.
  await expect(page.locator('#conflits tbody').getByRole('row').filter({ hasText: '171748' })).toHaveCount(1);
});

test.describe('envoi groupé', () => {
  test.use({ reglages: { IMAGIN_SEND_DELAY: '300' } });

  test('s’arrête avant de partir', async ({ page }) => {
    await ouvrir(page, '/missions/172418');
    await page.getByRole('link', { name: /^Envoyer convocations/ }).click();
    const envoi = page.getByRole('dialog', { name: 'Envoyer les convocations par mail' });
    await expect(envoi.locator('.imagin-destinataires').getByRole('listitem').last()).toContainText('@');
    await expect(envoi.locator('.imagin-destinataires').getByRole('link').first()).toHaveAttribute('href', /^\/convocations\/\d+\?parmi=envoi&mission=172418$/);
    await envoi.getByRole('button', { name: /^Envoyer/ }).click();
    const bandeau = page.locator('.imagin-envoi');
    await expect(bandeau).toContainText('10 convocations à envoyer par courriel, à la demande de Hélène CASTAGNÈDE : départ dans');
    await bandeau.getByRole('button', { name: 'Annuler l’envoi' }).click();
    await expect(bandeau).toHaveCount(0);
    await attendreMessage(page, 'Mission 172418 : envoi arrêté, 10 convocations ne sont pas parties.');
    await expect(page.locator('#convoques').getByText('Annulé', { exact: true })).toHaveCount(10);
  });
});
