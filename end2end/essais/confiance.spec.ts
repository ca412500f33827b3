// Cancelling, replacing, answering, reminding and checking, as people do it.
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, cellule, fenetre, ligne, messages } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { aplani, courriels, destinataire, piece, textePdf } from '../outils/papier.ts';
import { avecPoste } from '../outils/poste.ts';
import type { Serveur } from '../outils/serveur.ts';

const ARRAS = 'sarah-anna.d-arras@ac-demo.example';
const suppression = (page: Page) => page.getByRole('dialog', { name: 'Supprimer la convocation' });
const envoiDe = (page: Page) => cellule(ligne(page, "D'ARRAS"), 'Envoi');

/** Sends D'ARRAS her convocation. */
async function envoyer(page: Page): Promise<void> {
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).click();
  await expect(envoiDe(page)).toContainText('Envoyé', { timeout: 20_000 });
}

/** The latest mail to D'ARRAS, once there are so many. */
async function dernier(serveur: Serveur, nombre: number) {
  const siens = async () => (await courriels(serveur.courriels)).filter((c) => destinataire(c) === ARRAS);
  await expect.poll(async () => (await siens()).length, { timeout: 20_000 }).toBe(nombre);
  return (await siens()).at(-1)!;
}

/** The address of the person's page, out of their mail. */
function lien(texte: string | undefined): string {
  const trouve = /http:\/\/\S+\/r\/(\S+)/.exec(texte ?? '');
  if (!trouve) throw new Error(`pas de lien dans ${texte}`);
  return `/r/${trouve[1]}`;
}

test('supprimer ce qui est parti envoie une annulation, qu’on peut décocher', async ({ page, serveur }) => {
  await envoyer(page);
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Supprimer/ }).click();
  const prevenir = suppression(page).getByRole('checkbox', { name: /Envoyer une annulation/ });
  await expect(prevenir).toBeChecked();
  await sansViolation(page, 'suppression-prevenir');
  await suppression(page).getByRole('button', { name: 'Supprimer' }).click();
  await attendreMessage(page, `Une annulation lui est envoyée à ${ARRAS}.`);
  const annulation = await dernier(serveur, 2);
  expect(annulation.subject).toMatch(/^Annulation – Convocation – mission 172278/);
  expect(annulation.attachments[0]).toMatchObject({ mimeType: 'text/calendar', method: 'CANCEL' });
  expect(new TextDecoder().decode(piece(annulation).octets)).toMatch(/^STATUS:CANCELLED$/m);
  const annulations = page
    .locator('li')
    .filter({ hasText: `D'ARRAS Sarah-Anna – ${ARRAS}` })
    .filter({ hasText: 'Envoyé' });
  await expect(page.getByRole('heading', { name: 'Annulations envoyées' })).toBeVisible();
  await expect(annulations).toHaveCount(1, { timeout: 20_000 });

  // Taken back too late: to be sent again, and the row says so.
  await messages(page).getByRole('button', { name: /^Annuler la suppression/ }).click();
  await attendreMessage(page, 'envoyez de nouveau la convocation');
  await expect(envoiDe(page)).toContainText('annulation envoyée depuis');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).click();
  const reprise = await dernier(serveur, 3);
  expect(aplani(reprise.text ?? '')).toContain('ne tient plus');
  await expect(envoiDe(page)).not.toContainText('annulation envoyée depuis');

  // Unticked, nothing leaves.
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Supprimer/ }).click();
  await suppression(page).getByText('Envoyer une annulation').click();
  await suppression(page).getByRole('button', { name: 'Supprimer' }).click();
  await attendreMessage(page, "Convocation de D'ARRAS Sarah-Anna à la mission 172278 supprimée.");
  await dernier(serveur, 3);
});

avecPoste(
  'une annulation refusée est comptée partout, tant qu’elle n’est ni renvoyée ni sue autrement',
  async ({ page, poste }) => {
    const azema = { court: 'AZÉMA', nom: 'AZÉMA Bénédicte', mel: 'benedicte.azema@ac-demo.example' };
    const latour = { court: 'DE LA TOUR', nom: 'DE LA TOUR Jean-Pierre', mel: 'jean-pierre.de-la-tour@ac-demo.example' };
    const annulation = ({ nom, mel }: typeof azema) => page.locator('li').filter({ hasText: `${nom} – ${mel}` });
    const progression = page.locator('.imagin-progression');
    const tache = page.getByRole('link', { name: /annulations? qui n/ });
    const journal = page.locator('#journal tbody tr');

    await ouvrir(page, '/missions/171887');
    for (const { court } of [azema, latour]) {
      await ligne(page, court).getByRole('button', { name: /^Envoyer par mél/ }).click();
      await expect(cellule(ligne(page, court), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
    }
    // Their server stops knowing them between the convocation and what cancels it.
    const refus = '550 5.1.1 Adresse inconnue';
    await poste.refuser({ [azema.mel]: refus, [latour.mel]: refus });
    for (const { court, mel } of [azema, latour]) {
      await ligne(page, court).getByRole('link', { name: /^Supprimer/ }).click();
      await suppression(page).getByRole('button', { name: 'Supprimer' }).click();
      await attendreMessage(page, `Une annulation lui est envoyée à ${mel}.`);
    }

    // Counted on the mission, on the first page, and in the journal to which that one leads.
    for (const qui of [azema, latour]) {
      await expect(annulation(qui)).toContainText('Échec', { timeout: 20_000 });
      await expect(annulation(qui)).toContainText('l’adresse est refusée : vérifiez-la auprès de la personne («');
      await expect(annulation(qui)).toContainText('Cette personne croit encore être attendue');
    }
    await expect(progression).toContainText('2 annulations ne sont pas arrivées : à régler.');
    await sansViolation(page, 'annulations-perdues');
    await ouvrir(page, '/');
    await expect(tache).toHaveText('2 convocations ou annulations qui ne sont pas arrivées par courriel');
    await tache.click();
    await expect(page).toHaveURL(/\/envois\?a_regler=1$/);
    await expect(journal).toHaveCount(2);
    for (const { mel } of [azema, latour]) {
      await expect(journal.filter({ hasText: mel })).toContainText(/Annulation.*Échec/);
    }
    await sansViolation(page, 'journal-annulations-perdues');

    // What is typed for one stays theirs when the lines change.
    const adresse = ({ nom }: typeof azema) => journal.getByLabel(`Adresse de ${nom}`);
    await expect(journal.first()).toContainText(latour.mel);
    await adresse(latour).fill('latour@nouvelle.example');
    await adresse(azema).fill('azema@nouvelle.example');

    // One of them was called.
    await journal.getByRole('button', { name: `La personne est prévenue – ${latour.nom}` }).click();
    await attendreMessage(page, `Mission 171887 : vous avez noté que ${latour.nom} sait sa convocation annulée.`);
    await expect(journal).toHaveCount(1);
    await expect(journal).toContainText(azema.mel);
    await expect(adresse(azema)).toHaveValue('azema@nouvelle.example');
    await ouvrir(page, '/missions/171887');
    await expect(annulation(latour)).toContainText('Personne prévenue autrement.');
    await expect(progression).toContainText('1 annulation n’est pas arrivée : à régler.');

    // The other one is known again.
    await poste.refuser({});
    await expect(annulation(azema).getByLabel(`Adresse de ${azema.nom}`)).toHaveValue(azema.mel);
    await annulation(azema).getByRole('button', { name: `Renvoyer l’annulation – ${azema.nom}` }).click();
    await attendreMessage(page, `l’annulation de la convocation de ${azema.nom} est envoyée de nouveau, à ${azema.mel}.`);
    await expect.poll(() => poste.pour(azema.mel).length, { timeout: 20_000 }).toBe(2);
    const recue = poste.pour(azema.mel)[1]!;
    expect(recue.defauts).toEqual([]);
    expect(recue.entetes['subject']).toMatch(/^Annulation – Convocation – mission 171887/);
    expect(aplani(recue.parties[0]?.texte ?? '')).toMatch(/Votre convocation à la mission n° 171887, .* est annulée/);
    const agenda = recue.parties.find((p) => p.genre === 'text/calendar')?.texte;
    expect(agenda).toMatch(/^METHOD:CANCEL$/m);
    expect(agenda).toMatch(/^STATUS:CANCELLED$/m);
    await expect(annulation(azema)).toContainText('Envoyé', { timeout: 20_000 });
    await expect(annulation(azema).getByRole('button')).toHaveCount(0);

    await expect(progression).not.toContainText('à régler');
    await ouvrir(page, '/');
    await expect(page.getByRole('heading', { name: 'À faire aujourd’hui' })).toBeVisible();
    await expect(tache).toHaveCount(0);
    await ouvrir(page, '/envois?a_regler=1');
    await expect(page.getByText('Aucun courriel ne correspond.')).toBeVisible();
    // Who was called received nothing but the convocation.
    expect(poste.pour(latour.mel)).toHaveLength(1);
  },
);

test('la nouvelle lettre dit ce qu’elle remplace et ce qui change', async ({ page, serveur }) => {
  await envoyer(page);
  await dernier(serveur, 1);
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Modifier/ }).click();
  await fenetre(page).getByLabel('Code salle').fill('Gymnase');
  await fenetre(page).getByRole('button', { name: 'Enregistrer' }).click();
  await expect(envoiDe(page)).toContainText('modifiée depuis l’envoi');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).click();
  const second = await dernier(serveur, 2);
  expect(aplani(second.text ?? '')).toMatch(/Cette convocation annule et remplace celle du \d\d\/\d\d\/\d{4}/);
  expect(aplani(second.text ?? '')).toContain('Salle : 205 ; désormais : Gymnase');
  expect(await textePdf(piece(second).octets)).toContain('Salle : 205 ; désormais : Gymnase');
  await expect(envoiDe(page)).not.toContainText('modifiée depuis l’envoi');
});

test('une personne répond sans compte, le centre le voit et règle l’empêchement', async ({ page, serveur, autrePage, surveillance }) => {
  surveillance.prevoir(/réponse 4\d\d|status of 4\d\d/);
  await envoyer(page);
  const adresse = lien((await dernier(serveur, 1)).text);
  const personne = await autrePage(null);
  await personne.goto(adresse);
  await expect(personne.getByRole('heading', { name: 'Votre convocation' })).toBeVisible();
  await expect(personne.getByRole('main')).toContainText(/n°\s172278/);
  await expect(personne.getByRole('main')).toContainText('205');
  await sansViolation(personne, 'repondre');
  // Looked at, and nothing more: nobody has answered.
  await page.reload();
  await expect(envoiDe(page)).not.toContainText('Pris connaissance');
  await expect(page.getByRole('button', { name: 'Relancer la personne sans réponse' })).toBeVisible();

  await personne.getByRole('button', { name: 'J’ai pris connaissance' }).click();
  await expect(personne.getByRole('status')).toContainText('Pris connaissance le');
  await expect(personne.getByRole('button', { name: 'J’ai pris connaissance' })).toHaveCount(0);
  await page.reload();
  await expect(envoiDe(page)).toContainText('Pris connaissance le');
  await expect(page.getByRole('button', { name: /^Relancer/ })).toBeHidden();

  await personne.getByLabel('Ce qui vous en empêche').fill('Raison de santé.');
  await personne.getByRole('button', { name: 'Je signale un empêchement' }).click();
  await expect(personne.getByRole('status')).toContainText('Raison de santé.');
  await sansViolation(personne, 'repondu');
  await ouvrir(page, '/missions/172278');
  await expect(envoiDe(page)).toContainText(/Empêchement signalé le .*Raison de santé\./);
  await attendreMessage(page, "D'ARRAS Sarah-Anna signale un empêchement pour la mission 172278");
  await ouvrir(page, '/controle');
  const empeche = page.locator('#empechements tbody tr').filter({ hasText: "D'ARRAS" });
  await expect(empeche).toContainText('Raison de santé.');
  await empeche.getByRole('link', { name: /^Convoquer quelqu’un d’autre/ }).click();
  await expect(fenetre(page)).toBeVisible();

  // Changed meanwhile: the former link says so, and shows nothing.
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Modifier/ }).click();
  await fenetre(page).getByLabel('Code salle').fill('Gymnase');
  await fenetre(page).getByRole('button', { name: 'Enregistrer' }).click();
  await expect(envoiDe(page)).toContainText('modifiée depuis l’envoi');
  await personne.goto(adresse);
  await expect(personne.getByRole('heading', { name: 'Cette convocation est remplacée' })).toBeVisible();
  await sansViolation(personne, 'lien-remplace');
  expect(serveur.journal, 'aucun code dans le journal').not.toContain(adresse);
});

test('relancer ceux qui n’ont pas répondu', async ({ page, serveur }) => {
  await envoyer(page);
  await page.getByRole('button', { name: 'Relancer la personne sans réponse' }).click();
  await attendreMessage(page, 'Mission 172278 : 1 rappel en cours d’envoi.');
  const rappel = await dernier(serveur, 2);
  expect(rappel.subject).toMatch(/^Rappel – Convocation – mission 172278/);
});

test('vérifier une lettre : le code du papier, sur la page de tous', async ({ page, serveur, autrePage, surveillance }) => {
  surveillance.prevoir(/404/);
  await envoyer(page);
  const papier = await textePdf(piece(await dernier(serveur, 1)).octets);
  const code = /([0-9A-Z]{4}-){3}\s?([0-9A-Z]{4}-){2}[0-9A-Z]{4}/.exec(papier)?.[0];
  expect(code, papier).toBeTruthy();
  const gardien = await autrePage(null);
  await gardien.goto('/verifier');
  await sansViolation(gardien, 'verifier');
  await gardien.getByLabel('Code de la convocation').fill(code!.toLowerCase());
  await gardien.getByRole('button', { name: 'Vérifier' }).click();
  await expect(gardien.getByRole('status')).toContainText('Convocation valable');
  await expect(gardien.getByRole('main')).toContainText(/S\.\sD\./);
  await expect(gardien.getByRole('main')).not.toContainText('ARRAS');
  await sansViolation(gardien, 'verifier-valable');
  await gardien.getByLabel('Code de la convocation').fill('0000-0000-0000-0000-0000-0000');
  await gardien.keyboard.press('Enter');
  await expect(gardien.getByRole('alert')).toContainText('Code inconnu');
  await sansViolation(gardien, 'verifier-inconnu');
});

test('les réponses de la démonstration se lisent, sans rien casser', async ({ page }) => {
  await ouvrir(page, '/missions/164011');
  const envois = page.locator('#convoques tbody td:nth-child(7)');
  await expect(envois.filter({ hasText: 'Pris connaissance le' })).toHaveCount(2);
  await expect(envois.filter({ hasText: 'Je surveille une autre épreuve ce jour-là.' })).toHaveCount(1);
  await expect(page.getByRole('button', { name: /^Relancer/ })).toBeVisible();
  await sansViolation(page, 'mission-reponses');
  // The last column, that of the buttons, is whole on a laptop. axe has just given the window its
  // width back, and a browser asked at once may say that of a table half laid out.
  const cadre = page.locator('#convoques-cadre');
  await expect.poll(() => cadre.evaluate((e) => e.scrollWidth - e.clientWidth)).toBe(0);
  await ouvrir(page, '/controle?annee=2020');
  await expect(page.getByRole('heading', { name: 'Empêchements signalés (1)' })).toBeVisible();
  await sansViolation(page, 'controle-empechements');
});
