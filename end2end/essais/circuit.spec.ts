// The whole circle, from hand to hand: the administrateur opens, the gestionnaire brings the
// mission, the head convokes, the people answer, SANTORIN is told, the service is attested and
// paid. Each finds what the one before left.
import {
  attendreLignes,
  attendreMessage,
  cellule,
  chercherNom,
  convoquer,
  creer,
  fenetre,
  identifies,
  ligne,
  lignes,
  telecharger,
} from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Locator, type Page } from '../outils/essai.ts';
import { importerMissions } from '../outils/importer.ts';
import { courriels, destinataire, lignesCsv } from '../outils/papier.ts';
import { FauxSantorin } from '../outils/santorin.ts';

// SANTORIN is on this machine.
test.use({ compte: 'adjoint', reglages: { IMAGIN_WEBHOOK_PRIVATE: '1' } });

const etape = test.step;
const MISSION = '901001';
/** LPO Juliette Boissezon, whose service convocation opens in three weeks only. */
const CENTRE = '0819903Z';
const GARRIGUES = 'etienne.garrigues@ac-demo.example';
/** The day of the mission is the present one: convoked, come and attested in one journey. */
const AUJOURD_HUI = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format();

/** A file of one mission. */
const FICHIER = [
  'numero;session_code;examen;annee;session;specialite_code;specialite;epreuve_code;epreuve;type;debut;centre_uai;signataire;affectation_terminee;jours_possibles;creneaux;observation;commission',
  `${MISSION};470;BCG;2021;BGT 2021;BCG;BACCALAUREAT GENERAL;C001C;Histoire-géographie 3ème éval;COEC;${AUJOURD_HUI};${CENTRE};chef_etablissement;oui;${AUJOURD_HUI};${AUJOURD_HUI} 08:00-12:00;;3GHG`,
  '',
].join('\n');

/** Sends a plain form: the next page comes whole, then alive. */
async function envoyer(page: Page, nom: string | RegExp): Promise<void> {
  const venue = page.waitForEvent('domcontentloaded');
  await page.getByRole('button', { name: nom }).click();
  await venue;
  await animee(page);
}

test('d’un bout à l’autre : ouvrir, importer, convoquer, répondre, transmettre, constater, payer', async ({
  page,
  autrePage,
  serveur,
  surveillance,
}) => {
  // Some fifteen pages, one after the other.
  test.setTimeout(240_000);
  // What may have to be confirmed is asked by an answer of the server.
  surveillance.prevoir(/convoquer/);
  const santorin = await FauxSantorin.ouvrir();
  const rectorat = await autrePage('gestionnaire');
  let jeton = '';
  let cle = '';

  await etape('l’administrateur ouvre la convocation et la signature d’un établissement', async () => {
    const admin = await autrePage('admin');
    await ouvrir(admin, '/services');
    const rangees = admin.locator('#services tbody tr');
    await admin.getByRole('link', { name: 'Tous', exact: true }).click();
    await admin.getByLabel('Filtrer par nom, commune ou UAI').fill('boissezon');
    await admin.getByRole('button', { name: 'Filtrer' }).click();
    await expect(rangees).toHaveCount(1);
    await expect(rangees).toContainText('Ouvrira le');
    await rangees.getByRole('checkbox').check();
    await admin.locator('label[for=service-convocation]').click();
    await admin.locator('label[for=service-signature]').click();
    await admin.getByRole('button', { name: 'Ouvrir', exact: true }).click();
    await expect(rangees).not.toContainText('Ouvrira');
    await expect(rangees.getByRole('checkbox')).not.toBeChecked();
    await admin.context().close();
  });

  await etape('le gestionnaire importe la mission', async () => {
    await importerMissions(rectorat, FICHIER);
    await ouvrir(rectorat, `/missions/${MISSION}`);
    await expect(rectorat.getByRole('main')).toContainText('JULIETTE BOISSEZON');
    await attendreLignes(rectorat, 0);
  });

  await etape('il donne à SANTORIN de quoi lire et où être prévenu', async () => {
    await ouvrir(rectorat, '/clients-api');
    await rectorat.getByLabel('Nom du client').fill('SANTORIN');
    await rectorat.locator('label', { hasText: /^Correcteurs$/ }).click();
    await rectorat.locator('#client-webhook').fill(santorin.adresse);
    await rectorat.getByRole('button', { name: /^Créer le client/ }).click();
    await expect(rectorat.getByRole('heading', { level: 1 })).toHaveText('Jeton du nouveau client');
    jeton = await rectorat.locator('#jeton').inputValue();
    cle = await rectorat.locator('#secret').inputValue();
    expect(await nomsDe(santorin, serveur.url, jeton)).toEqual([]);
  });

  await etape('le chef convoque deux personnes et leur envoie leur convocation', async () => {
    await ouvrir(page, `/missions/${MISSION}`);
    await creer(page);
    await chercherNom(page, "d'arras", /Sarah-Anna/);
    await expect(identifies(page)).toHaveCount(1);
    await chercherNom(page, 'garrigues', /HISTOIRE/);
    await expect(identifies(page)).toHaveCount(2);
    await expect(convoquer(page)).toHaveText(/^Convoquer 2\sintervenants$/);
    await convoquer(page).click();
    await confirmerSIlLeFaut(page);
    await attendreLignes(page, 2);
    await page.getByRole('link', { name: 'Envoyer convocations par mail (2)' }).click();
    const envoi = page.getByRole('dialog', { name: 'Envoyer les convocations par mail' });
    await expect(envoi.getByRole('listitem')).toHaveCount(2);
    await envoi.getByRole('button', { name: 'Envoyer (2)' }).click();
    for (const nom of ["D'ARRAS", 'GARRIGUES']) {
      await expect(cellule(ligne(page, nom), 'Envoi')).toContainText('Envoyé', { timeout: 20_000 });
    }
  });

  await etape('l’une répond par son compte', async () => {
    const elle = await autrePage('intervenant');
    await ouvrir(elle, '/mes-convocations');
    // Convoked to correct, she is led to SANTORIN.
    const vers = elle.getByRole('region', { name: 'Accéder à SANTORIN' });
    await expect(vers).toContainText('Vous avez accès à SANTORIN pour corriger');
    await expect(vers.getByRole('link', { name: 'Accéder à SANTORIN' })).toHaveAttribute('href', 'https://santorin.example/');
    const carte = elle.locator('li.imagin-carte').filter({ hasText: 'JULIETTE BOISSEZON' });
    await carte.getByRole('button', { name: new RegExp(`^J’ai pris connaissance.*${MISSION}`) }).click();
    await attendreMessage(elle, `Vous avez pris connaissance de votre convocation à la mission ${MISSION}`);
    await elle.context().close();
  });

  await etape('l’autre par le lien de son courriel', async () => {
    const sien = async () => (await courriels(serveur.courriels)).find((c) => destinataire(c) === GARRIGUES);
    await expect.poll(async () => Boolean(await sien()), { timeout: 20_000 }).toBe(true);
    const lien = /http:\/\/\S+(\/r\/\S+)/.exec((await sien())?.text ?? '')?.[1] ?? '';
    const lui = await autrePage(null);
    await lui.goto(lien);
    await expect(lui.getByRole('main')).toContainText(new RegExp(`n°\\s${MISSION}`));
    await lui.getByRole('button', { name: 'J’ai pris connaissance' }).click();
    await expect(lui.getByRole('status')).toContainText('Pris connaissance le');
    await lui.context().close();
  });

  await etape('le chef voit les deux réponses', async () => {
    await ouvrir(page, `/missions/${MISSION}`);
    await attendreLignes(page, 2);
    for (const rangee of await lignes(page).all()) {
      await expect(cellule(rangee, 'Envoi')).toContainText('Pris connaissance le');
    }
  });

  await etape('SANTORIN est prévenu, vérifie qui l’appelle et lit les deux droits', async () => {
    await expect.poll(() => santorin.recus(cle).length, { timeout: 30_000 }).toBeGreaterThan(0);
    for (const corps of santorin.recus(cle)) {
      expect(JSON.parse(corps)).toMatchObject({ type: 'droits_changes' });
      expect(corps).not.toMatch(/ARRAS|GARRIGUES/);
    }
    expect(await nomsDe(santorin, serveur.url, jeton)).toEqual(["D'ARRAS", 'GARRIGUES']);
  });

  await etape('le jour venu, le chef constate le service et le valide', async () => {
    const constat = page.locator('#constat tbody tr').filter({ has: page.locator('td') });
    const champ = (rangee: Locator, nom: string): Locator => rangee.getByLabel(new RegExp(`^${nom} – `));
    await ouvrir(page, `/service-fait/${MISSION}`);
    await expect(constat).toHaveCount(2);
    await envoyer(page, /^Tout le monde présent/);
    await attendreMessage(page, 'provisoirement');
    for (const rangee of await constat.all()) await champ(rangee, 'Copies').fill('27');
    await envoyer(page, 'Enregistrer, relire et valider');
    await expect(page.getByRole('region', { name: 'Validation' })).not.toContainText('indiquez');
    await envoyer(page, /^Valider définitivement 2\s/);
    await attendreMessage(page, `Service fait de la mission ${MISSION} : 2 lignes validées.`);
    for (const rangee of await constat.all()) await expect(rangee).toContainText('Validé');
  });

  await etape('le gestionnaire met les deux en paiement', async () => {
    await ouvrir(rectorat, `/service-fait?mot=${MISSION}`);
    await expect(rectorat.locator('#services-faits').getByRole('link', { name: MISSION })).toBeVisible();
    const fichier = await telecharger(rectorat, () => rectorat.getByRole('link', { name: /mise en paiement/ }).click());
    const payees = lignesCsv(fichier.octets).filter((l) => l.includes(`;${MISSION};`));
    expect(payees).toHaveLength(2);
    for (const nom of ["D'ARRAS", 'GARRIGUES']) {
      expect(payees.filter((l) => l.includes(nom) && l.includes(';27;copies;')), nom).toHaveLength(1);
    }
  });

  await santorin.fermer();
});

/** Whose rights to the mission the API gives. */
async function nomsDe(santorin: FauxSantorin, url: string, jeton: string): Promise<string[]> {
  const droits = await santorin.lire(url, jeton);
  return droits
    .filter((d) => d.mission.numero === Number(MISSION) && d.etat === 'ouvert')
    .map((d) => d.personne.nom ?? '')
    .sort();
}

/** The present day may be a Sunday or a holiday: it is then asked whether one means it. */
async function confirmerSIlLeFaut(page: Page): Promise<void> {
  const conflits = page.getByRole('dialog', { name: 'Conflits à confirmer' });
  await expect
    .poll(async () => (await conflits.isVisible()) || (await fenetre(page).count()) === 0)
    .toBe(true);
  if (await conflits.isVisible()) await conflits.getByRole('button', { name: /malgré/ }).click();
  await expect(fenetre(page)).toHaveCount(0);
}
