import { attendreLignes, attendreMessage, cellule, fenetre, ligne, lignes, messages, telecharger } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { aplani, contenuZip, courriels, destinataire, piece, textePdf } from '../outils/papier.ts';

const CENTRE = 'ce.0310038y@ac-demo.example';
const CHEF = 'helene.castagnede@ac-demo.example';
const SECRETAIRE = 'ginette.roucoules@ac-demo.example';

const groupe = (page: Page) => page.getByRole('link', { name: /^Envoyer convocations par mail/ });
const envoi = (page: Page) => page.getByRole('dialog', { name: 'Envoyer les convocations par mail' });

test('envoi groupé : le nombre, l’état de chacun, les messages et le récapitulatif', async ({ page, serveur }) => {
  await ouvrir(page, '/missions/171887');
  await attendreLignes(page, 5);
  await expect(groupe(page)).toHaveText('Envoyer convocations par mail (3)');
  await groupe(page).click();
  await expect(envoi(page)).toContainText(
    /3\sconvocations concernées sur 5\slignes affichées \(hors\s: 2\scréées par une autre personne\)/,
  );
  await expect(envoi(page).getByRole('listitem')).toHaveText([
    'AZÉMA Bénédicte – benedicte.azema@ac-demo.example',
    'DE LA TOUR Jean-Pierre – jean-pierre.de-la-tour@ac-demo.example',
    'GIRAUD-MÉRIC Œnone – oenone.giraud-meric@courriel-demo.example – adresse personnelle, faute de professionnelle',
  ]);
  expect(await courriels(serveur.courriels)).toHaveLength(0);
  await envoi(page).getByRole('button', { name: 'Envoyer (3)' }).click();
  await expect(envoi(page)).toHaveCount(0);
  await attendreMessage(page, 'Mission 171887 : 3 convocations en cours d’envoi. Un récapitulatif vous sera adressé.');

  // Without reloading, each row says that its mail has left.
  for (const nom of ['AZÉMA', 'DE LA TOUR', 'GIRAUD-MÉRIC']) {
    await expect(cellule(ligne(page, nom), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
  }
  await expect(cellule(ligne(page, 'LE GOFF'), 'Envoi')).toHaveText('Corriger l’adresse');
  await expect(page.getByRole('status').filter({ hasText: 'envoyées' })).toHaveText(
    /^3\sconvocations envoyées sur 3 à envoyer\.$/,
  );

  // Three letters, then one summary once all is known.
  await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 30_000 }).toBe(4);
  const tous = await courriels(serveur.courriels);
  const parAdresse = new Map(tous.map((c) => [destinataire(c), c]));
  expect([...parAdresse.keys()].sort()).toEqual([
    'benedicte.azema@ac-demo.example',
    CHEF,
    'jean-pierre.de-la-tour@ac-demo.example',
    // No professional address: the personal one.
    'oenone.giraud-meric@courriel-demo.example',
  ].sort());
  for (const c of tous) {
    expect(c.from?.address).toBe('ne-pas-repondre@imagin.example');
    expect(c.messageId).toMatch(/^<[^<>\s]+@[^<>\s]+>$/);
    expect(c.to).toHaveLength(1);
  }

  const azema = parAdresse.get('benedicte.azema@ac-demo.example')!;
  expect(azema.to?.[0]?.name).toBe('Bénédicte AZÉMA');
  expect(azema.replyTo?.[0]?.address).toBe(CENTRE);
  expect(azema.subject).toMatch(/^Convocation – mission 171887 – Correction de copies épreuve EC – /);
  expect(aplani(azema.text ?? '')).toContain('convocation à la mission n° 171887');
  expect(azema.attachments).toHaveLength(2);
  const jointe = piece(azema);
  expect(jointe.nom).toBe('171887_AZEMA-Benedicte_convocation.pdf');
  // The very paper that the screen gives.
  const telechargee = await telecharger(page, () => ligne(page, 'AZÉMA').getByRole('link', { name: /^Editer/ }).click());
  expect(telechargee.nom).toBe(jointe.nom);
  expect(await textePdf(jointe.octets)).toBe(await textePdf(telechargee.octets));
  expect(await textePdf(jointe.octets)).toContain('Madame Bénédicte AZÉMA');

  // The days for a calendar, that nobody has to answer.
  const agenda = piece(azema, 1);
  expect(agenda.nom).toBe('171887_AZEMA-Benedicte_convocation.ics');
  expect(azema.attachments[1]).toMatchObject({ mimeType: 'text/calendar', method: 'PUBLISH' });
  const dates = new TextDecoder().decode(agenda.octets);
  expect(dates).toMatch(/^METHOD:PUBLISH$/m);
  expect(dates).toMatch(/^DTSTART;TZID=Europe\/Paris:\d{8}T\d{6}$/m);
  expect(dates).not.toContain('ATTENDEE');
  expect(aplani(azema.text ?? '')).toContain(agenda.nom);

  const recapitulatif = parAdresse.get(CHEF)!;
  expect(recapitulatif.subject).toContain('171887');
  const dit = aplani(recapitulatif.text ?? '');
  for (const mot of ['AZÉMA Bénédicte', 'benedicte.azema@ac-demo.example', 'oenone.giraud-meric@courriel-demo.example', 'envoyé']) {
    expect(dit).toContain(mot);
  }
  const ensemble = contenuZip(piece(recapitulatif).octets);
  expect(Object.keys(ensemble).filter((f) => f.endsWith('.pdf'))).toHaveLength(3);
});

test('Annuler n’envoie rien', async ({ page, serveur }) => {
  await ouvrir(page, '/missions/171887');
  await groupe(page).click();
  await envoi(page).getByRole('link', { name: 'Annuler' }).click();
  await expect(envoi(page)).toHaveCount(0);
  await groupe(page).click();
  await page.keyboard.press('Escape');
  await expect(envoi(page)).toHaveCount(0);
  await page.reload();
  await attendreLignes(page, 5);
  for (const rangee of await lignes(page).all()) await expect(cellule(rangee, 'Envoi')).toHaveText(/^(Corriger l’adresse)?$/);
  expect(await courriels(serveur.courriels)).toHaveLength(0);
});

test('l’envoi groupé suit le filtre', async ({ page, serveur }) => {
  await ouvrir(page, '/missions/171887');
  await page.getByLabel('Filtrer par mot-clé').fill('azema');
  await expect(groupe(page)).toHaveText('Envoyer convocations par mail (1)');
  await groupe(page).click();
  await expect(envoi(page).getByRole('listitem')).toHaveText(['AZÉMA Bénédicte – benedicte.azema@ac-demo.example']);
  await envoi(page).getByRole('button', { name: 'Envoyer (1)' }).click();
  await expect(cellule(ligne(page, 'AZÉMA'), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
  await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 30_000 }).toBe(2);
  const adresses = (await courriels(serveur.courriels)).map(destinataire).sort();
  expect(adresses).toEqual(['benedicte.azema@ac-demo.example', CHEF]);

  // Whoever has theirs is left out, unless one asks for everybody.
  await page.getByLabel('Filtrer par mot-clé').fill('');
  await expect(groupe(page)).toHaveText('Envoyer convocations par mail (3)');
  await groupe(page).click();
  await expect(envoi(page).getByRole('radio', { name: /^Seulement celles/ })).toBeChecked();
  const bouton = envoi(page).getByRole('button', { name: /^Envoyer/ });
  await expect(bouton).toHaveText('Envoyer (2)');
  await expect(envoi(page).getByRole('listitem').last()).toHaveText(
    'AZÉMA Bénédicte – benedicte.azema@ac-demo.example – déjà reçue telle quelle',
  );
  // Each letter is read before it leaves, one after the other.
  await envoi(page).getByRole('link', { name: /^DE LA TOUR/ }).click();
  const parcours = page.getByRole('navigation', { name: 'Convocations de l’envoi' });
  await expect(parcours).toContainText('1 sur 3');
  await expect(parcours.getByRole('link', { name: 'Convocation précédente' })).toHaveCount(0);
  await parcours.getByRole('link', { name: 'Convocation suivante' }).click();
  await expect(parcours).toContainText('2 sur 3');
  await expect(page.getByRole('article')).toContainText('GIRAUD-MÉRIC');
  await parcours.getByRole('link', { name: 'Retour à l’envoi' }).click();
  await envoi(page).locator('label[for=etendue-toutes]').click();
  await expect(bouton).toHaveText('Envoyer (3)');
  await envoi(page).locator('label[for=etendue-non_recues]').click();
  await bouton.click();
  await attendreMessage(page, 'Mission 171887 : 2 convocations en cours d’envoi.');
  await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 30_000 }).toBe(5);
  expect(
    (await courriels(serveur.courriels)).filter((c) => destinataire(c) === 'benedicte.azema@ac-demo.example'),
  ).toHaveLength(1);
});

test.describe('secrétariat', () => {
  test.use({ compte: 'secretaire' });

  test('qui n’a pas d’adresse est annoncé avant, et dit après', async ({ page, serveur }) => {
    await ouvrir(page, '/missions/171887');
    await expect(groupe(page)).toHaveText('Envoyer convocations par mail (1)');
    await groupe(page).click();
    await expect(envoi(page)).toContainText('1 sans adresse de courriel');
    await expect(envoi(page).getByRole('listitem').filter({ hasText: 'LE GOFF' })).toContainText('sans adresse de courriel');
    await envoi(page).getByRole('button', { name: 'Envoyer (1)' }).click();
    await attendreMessage(page, 'Sans adresse de courriel, à imprimer : LE GOFF Noël.');
    await expect(cellule(ligne(page, 'PAGÈS'), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
    await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 30_000 }).toBe(2);
    const recapitulatif = (await courriels(serveur.courriels)).find((c) => destinataire(c) === SECRETAIRE);
    expect(aplani(recapitulatif?.text ?? '')).toContain('LE GOFF Noël');
  });

  test('un envoi seul sans adresse est refusé et dit quoi faire', async ({ page, serveur, surveillance }) => {
    surveillance.prevoir(/convocations\/envoyer/);
    await ouvrir(page, '/missions/171887');
    await ligne(page, 'LE GOFF').getByRole('button', { name: /^Envoyer par mél/ }).click();
    await expect(messages(page).getByRole('listitem').first()).toContainText(
      'Aucune adresse de courriel n’est connue pour LE GOFF Noël. Imprimez la convocation',
    );
    expect(await courriels(serveur.courriels)).toHaveLength(0);
  });
});

test('un envoi seul donne une copie à son auteur', async ({ page, serveur }) => {
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).click();
  await attendreMessage(page, 'Mission 172278 : 1 convocation en cours d’envoi. Une copie vous sera adressée.');
  await expect(cellule(ligne(page, "D'ARRAS"), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
  await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 20_000 }).toBe(2);
  const tous = await courriels(serveur.courriels);
  const original = tous.find((c) => destinataire(c) === 'sarah-anna.d-arras@ac-demo.example')!;
  const copie = tous.find((c) => destinataire(c) === CHEF)!;
  expect(copie.subject).toMatch(/^Copie – Convocation – mission 172278/);
  expect(copie.text).toContain('sarah-anna.d-arras@ac-demo.example');
  expect(piece(copie).nom).toBe('172278_D-ARRAS-Sarah-Anna_convocation.pdf');
  expect(await textePdf(piece(copie).octets)).toBe(await textePdf(piece(original).octets));

  // Sent again when it has changed; the row says so meanwhile.
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Modifier/ }).click();
  await fenetre(page).getByLabel('Code salle').fill('Gymnase');
  await fenetre(page).getByRole('button', { name: 'Enregistrer' }).click();
  await expect(cellule(ligne(page, "D'ARRAS"), 'Envoi')).toContainText('modifiée depuis l’envoi');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).click();
  await expect(cellule(ligne(page, "D'ARRAS"), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
  await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 20_000 }).toBe(4);
  const second = (await courriels(serveur.courriels))
    .filter((c) => destinataire(c) === 'sarah-anna.d-arras@ac-demo.example')
    .at(-1)!;
  expect(second.messageId).not.toBe(original.messageId);
  expect(aplani(second.text ?? '')).toContain('Cette convocation annule et remplace celle du');
  expect(await textePdf(piece(second).octets)).toContain('Salle Gymnase');

  // Deleting what was sent warns of it.
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Supprimer/ }).click();
  await expect(page.getByRole('dialog', { name: 'Supprimer la convocation' })).toContainText(
    /lui a déjà été envoyée par courriel. La supprimer quand même\s\?/,
  );
});

test('un double clic n’envoie qu’une fois', async ({ page, serveur }) => {
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).dblclick();
  await expect(cellule(ligne(page, "D'ARRAS"), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
  await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 20_000 }).toBe(2);
  await expect(messages(page).getByRole('listitem')).toHaveCount(1);
});
