// The intervenant's own space: what comes, what is past, answering, coordinates, data.
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, cellule, fenetre, ligne, telecharger } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { contenuZip, courriels, destinataire, lignesCsv } from '../outils/papier.ts';

test.use({ compte: 'intervenant' });

const cartes = (page: Page) => page.locator('li.imagin-carte');
const carte = (page: Page, texte: string) => cartes(page).filter({ hasText: texte });

test('chaque état, et ce qu’il y a à faire', async ({ page }) => {
  await ouvrir(page, '/');
  await expect(page.getByRole('heading', { name: 'Ma prochaine convocation' })).toBeVisible();
  await expect(page.getByText('2 convocations attendent votre réponse.')).toBeVisible();
  await sansViolation(page, 'intervenant-accueil');
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Mes convocations' }).click();
  await expect(page.getByRole('heading', { name: 'À venir (4)' })).toBeVisible();
  await expect(carte(page, 'A 104')).toContainText('À confirmer');
  await expect(carte(page, 'B 201')).toContainText('Confirmée');
  // Changed since it was read: what changed is told, and it waits again.
  const changee = carte(page, 'Cette convocation a été modifiée depuis l’envoi du');
  await expect(changee).toContainText('À confirmer');
  await expect(changee).toContainText(/Salle\s: Salle 12\s; désormais\s: Salle 14/);
  const annulee = carte(page, 'Annulée');
  await expect(annulee).toContainText('Vous n’avez plus à assurer cette mission.');
  await expect(annulee.getByRole('button')).toHaveCount(0);
  await expect(annulee.getByRole('link', { name: /^PDF/ })).toHaveCount(0);
  await sansViolation(page, 'mes-convocations');
  // Those that are past are behind.
  const passees = page.locator('details.imagin-passees');
  await expect(passees.locator('li.imagin-carte').first()).toBeHidden();
  await passees.locator('summary').first().click();
  await expect(passees.locator('li.imagin-carte')).toHaveCount(4);
  await sansViolation(page, 'mes-convocations-passees');
});

test('répondre au clavier, et le centre le voit', async ({ page, autrePage }) => {
  await ouvrir(page, '/mes-convocations');
  const une = carte(page, 'A 104');
  const numero = /mission (\d+)/.exec(
    (await une.getByRole('button', { name: /^J’ai pris connaissance/ }).getAttribute('aria-label')) ?? '',
  )?.[1];
  await une.getByRole('button', { name: /^J’ai pris connaissance/ }).press('Enter');
  await attendreMessage(page, `Vous avez pris connaissance de votre convocation à la mission ${numero}`);
  await expect(une).toContainText('Confirmée');
  await expect(page.getByRole('region', { name: 'Messages' })).toBeFocused();
  await une.locator('summary').click();
  const texte = une.getByLabel(/^Ce qui vous en empêche/);
  await texte.fill('Une autre épreuve le même jour.');
  await sansViolation(page, 'mes-convocations-empechement');
  await une.getByRole('button', { name: /^Signaler l’empêchement/ }).click();
  await expect(une).toContainText(/Empêchement signalé le .*\s: Une autre épreuve le même jour\./);

  const rectorat = await autrePage('gestionnaire');
  await ouvrir(rectorat, `/missions/${numero}`);
  await expect(cellule(ligne(rectorat, "D'ARRAS"), 'Envoi')).toContainText('Une autre épreuve le même jour.');
});

test('une convocation changée entre-temps se relit avant de répondre', async ({ page, autrePage, surveillance }) => {
  // The refusal is an answer of the server that says why.
  surveillance.prevoir(/convocations\/repondre/);
  await ouvrir(page, '/mes-convocations');
  const une = carte(page, 'A 104');
  const nom = (await une.getByRole('button', { name: /^J’ai pris connaissance/ }).getAttribute('aria-label')) ?? '';
  const numero = /mission (\d+)/.exec(nom)?.[1];
  const rectorat = await autrePage('gestionnaire');
  await ouvrir(rectorat, `/missions/${numero}`);
  await ligne(rectorat, "D'ARRAS").getByRole('link', { name: /^Modifier la convocation/ }).click();
  await fenetre(rectorat).getByLabel('Code salle').fill('Z 999');
  await fenetre(rectorat).getByRole('button', { name: 'Enregistrer' }).click();
  await attendreMessage(rectorat, 'modifiée.');

  // Refused, told, and shown as it is now, without asking for the page again.
  await une.getByRole('button', { name: /^J’ai pris connaissance/ }).press('Enter');
  const relue = carte(page, 'Z 999');
  await expect(relue).toContainText('À confirmer');
  await expect(page.getByRole('region', { name: 'Messages' })).toBeFocused();
  await relue.getByRole('button', { name: /^J’ai pris connaissance/ }).press('Enter');
  await expect(relue).toContainText('Confirmée');
});

test('l’adresse de l’agenda s’ouvre, se change et se ferme', async ({ page }) => {
  await ouvrir(page, '/mes-convocations');
  const champ = page.getByLabel(/^Adresse à donner à votre agenda/);
  const lue = async (adresse: string) => page.request.get(new URL(adresse).pathname);
  await page.getByRole('button', { name: 'Ouvrir l’adresse de mon agenda' }).click();
  await expect(champ).toHaveValue(/\.ics$/);
  await sansViolation(page, 'mes-convocations-agenda');
  const premiere = await champ.inputValue();
  const agenda = await lue(premiere);
  expect(agenda.headers()['content-type']).toContain('text/calendar');
  const texte = await agenda.text();
  expect(texte).toContain('STATUS:CONFIRMED');
  expect(texte).toContain('STATUS:CANCELLED');
  const encore = await page.request.get(new URL(premiere).pathname, {
    headers: { 'if-none-match': agenda.headers()['etag'] ?? '' },
  });
  expect(encore.status()).toBe(304);
  await page.getByRole('button', { name: 'Changer l’adresse' }).click();
  await expect(champ).not.toHaveValue(premiere);
  expect((await lue(premiere)).status()).toBe(404);
  const seconde = await champ.inputValue();
  expect((await lue(seconde)).status()).toBe(200);
  await page.getByRole('button', { name: 'Fermer l’adresse' }).click();
  await expect(champ).toHaveCount(0);
  expect((await lue(seconde)).status()).toBe(404);
});

test('changer d’adresse personnelle, la confirmer, donner son téléphone et son adresse postale', async ({ page, serveur, surveillance }) => {
  surveillance.prevoir(/mes-coordonnees\/(adresse|telephone|postale)/, /422/);
  await ouvrir(page, '/mes-coordonnees');
  await sansViolation(page, 'mes-coordonnees');
  const champ = page.getByLabel(/^Nouvelle adresse personnelle/);
  const demander = page.getByRole('button', { name: 'Envoyer le message de confirmation' });
  await champ.fill('nulle part');
  await demander.click();
  await expect(page.getByRole('alert').filter({ hasText: 'n’est pas une adresse' })).toBeVisible();
  // What was typed is still there.
  await expect(champ).toHaveValue('nulle part');
  await champ.fill('sarah-anna@neuve.example');
  await demander.click();
  await expect(page.getByText('sarah-anna@neuve.example attend d’être confirmée')).toBeVisible();
  await sansViolation(page, 'mes-coordonnees-attente');
  const tous = async () => courriels(serveur.courriels);
  const recu = async () => (await tous()).find((c) => destinataire(c) === 'sarah-anna@neuve.example');
  await expect.poll(async () => Boolean(await recu()), { timeout: 20_000 }).toBe(true);
  await expect
    .poll(async () => (await tous()).filter((c) => c.subject === 'Changement d’adresse personnelle demandé').length)
    .toBe(1);
  const lien = /http:\/\/\S+(\/adresse\/\w+)/.exec((await recu())?.text ?? '')?.[1] ?? '';
  await page.goto(lien);
  await expect(page.getByText('sarah-anna@neuve.example')).toBeVisible();
  await sansViolation(page, 'adresse-confirmer');
  await page.getByRole('button', { name: 'Confirmer cette adresse' }).click();
  await expect(page.getByRole('heading', { name: 'Votre adresse est confirmée' })).toBeVisible();

  await ouvrir(page, '/mes-coordonnees');
  await expect(page.locator('dl')).toContainText('sarah-anna@neuve.example');
  // Taking it away is apart.
  const retirer = page.getByRole('button', { name: 'Retirer mon adresse personnelle' });
  await expect(retirer).toBeHidden();
  await page.getByText('Ne plus avoir d’adresse personnelle').click();
  await expect(retirer).toBeVisible();
  await page.getByRole('textbox', { name: /^Téléphone/ }).fill('abc');
  await page.getByRole('button', { name: 'Enregistrer le téléphone' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'n’est pas un numéro' })).toBeVisible();
  await page.getByRole('textbox', { name: /^Téléphone/ }).fill('0639981234');
  await page.getByRole('button', { name: 'Enregistrer le téléphone' }).click();
  await expect(page.locator('dl')).toContainText('06 39 98 12 34');

  await page.getByRole('textbox', { name: 'Code postal' }).fill('31_000');
  await page.getByRole('button', { name: 'Enregistrer l’adresse postale' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'des chiffres et des lettres seulement' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Numéro et rue' }).fill('3 rue du Puits');
  await page.getByRole('textbox', { name: 'Code postal' }).fill('81000');
  await page.getByRole('textbox', { name: 'Commune' }).fill('ALBI');
  await page.getByRole('button', { name: 'Enregistrer l’adresse postale' }).click();
  await expect(page.locator('dl')).toContainText('3 rue du Puits');
  await expect(page.locator('dl')).toContainText('81000 ALBI');
});

test('les services attestés, et toutes mes données', async ({ page }) => {
  await ouvrir(page, '/mes-services');
  await expect(page.locator('#mes-services tbody tr').first()).toContainText('Présent');
  await expect(page.locator('#mes-services caption')).toContainText('jours attestés');
  await sansViolation(page, 'mes-services');
  await ouvrir(page, '/mes-donnees');
  await expect(page.getByRole('heading', { name: 'Identité', exact: true })).toBeVisible();
  await sansViolation(page, 'mes-donnees');
  const { nom, octets } = await telecharger(page, () =>
    page.getByRole('link', { name: 'Télécharger mes données (zip)' }).click(),
  );
  expect(nom).toBe('mes-donnees.zip');
  const fichiers = contenuZip(octets);
  const donnees = JSON.parse(new TextDecoder().decode(fichiers['mes-donnees.json']));
  expect(donnees.identite[0].nom).toBe("D'ARRAS");
  expect(donnees.convocations.length).toBeGreaterThan(4);
  const services = fichiers['services.csv'];
  if (!services) throw new Error('pas de services');
  expect(lignesCsv(services)[0]).toContain('Mission;Centre;Jour;Présence');
});
