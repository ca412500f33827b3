// A school year of a head of school, from the opening of the service to the last service
// attested: what each page leaves is what the next one finds.
import { readFile } from 'node:fs/promises';
import {
  attendreLignes,
  attendreMessage,
  cellule,
  chercherDiscipline,
  convoquer,
  creer,
  fenetre,
  identifies,
  ligne,
  lignes,
  telecharger,
} from '../outils/ecran.ts';
import { MOT_DE_PASSE } from '../outils/comptes.ts';
import { animee, expect, ouvrir, test, type Locator, type Page } from '../outils/essai.ts';
import { aplani, courriels, destinataire, image, textePdf } from '../outils/papier.ts';

test.use({ compte: null });

const MISSION = '172277'; // Histoire-géographie, nobody convoked
const CHEF = 'helene.castagnede@ac-demo.example';

const etape = test.step;
const bouton = (page: Page, nom: string | RegExp): Locator => page.getByRole('button', { name: nom });

/** Goes to a page by the menu. */
async function aller(page: Page, entree: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: entree, exact: true }).click();
  await expect(page.getByRole('heading', { name: entree, level: 1 })).toBeVisible();
}

/** Sends a plain form: the next page comes whole, then alive. */
async function envoyer(page: Page, nom: string | RegExp): Promise<void> {
  const venue = page.waitForEvent('domcontentloaded');
  await bouton(page, nom).click();
  await venue;
  await animee(page);
}

test('de l’ouverture du service au dernier service constaté', async ({ page, autrePage, serveur, surveillance }) => {
  // Some twenty pages, one after the other, then three for each mission that remains.
  test.setTimeout(420_000);
  // The question about clashes is an answer of the server.
  surveillance.prevoir(/convoquer/, /remplacer/);
  /** Who is convoked in the end, as the lists have them. */
  let retenus: string[] = [];
  let absente = '';

  await etape('l’administrateur ouvre le service signature', async () => {
    const admin = await autrePage('admin');
    await ouvrir(admin, '/services?mot=bellevue');
    const services = admin.locator('#services');
    await admin.getByRole('link', { name: 'Tous', exact: true }).click();
    await admin.getByLabel('Filtrer par nom, commune ou UAI').fill('bellevue');
    await bouton(admin, 'Filtrer').click();
    await expect(services.locator('tbody tr')).toHaveCount(1);
    // It was closed for the summer.
    const signature = services.locator('tbody tr').getByRole('cell').nth(4);
    for (const [geste, etat] of [['Fermer', 'Fermé'], ['Ouvrir', 'Ouvert']] as const) {
      await services.getByRole('checkbox', { name: /BELLEVUE/ }).check();
      await admin.locator('label[for=service-signature]').click();
      await admin.getByRole('button', { name: geste, exact: true }).click();
      await expect(signature).toContainText(etat);
      await expect(services.getByRole('checkbox', { name: /BELLEVUE/ })).not.toBeChecked();
    }
    await attendreMessage(admin, 'Service signature ouvert pour 1 établissement.');
    await admin.context().close();
  });

  await etape('le chef d’établissement se connecte', async () => {
    await page.goto('/');
    await page.getByLabel('Identifiant').fill('chef');
    await page.getByLabel('Mot de passe').fill(MOT_DE_PASSE);
    await bouton(page, 'Se connecter').click();
    await expect(page.getByRole('heading', { name: 'Accueil', level: 1 })).toBeVisible();
    await animee(page);
  });

  await etape('elle enregistre sa signature', async () => {
    await aller(page, 'Signature établissement pour la convocation');
    await page.getByRole('link', { name: 'Enregistrer une signature' }).click();
    await page.getByLabel('Civilité').selectOption('Madame');
    await page.getByLabel('Nom', { exact: true }).fill('CASTAGNÈDE');
    await page.getByLabel('Prénom').fill('Hélène');
    await page.getByLabel('Qualité').fill('Proviseure');
    await page.getByLabel('Déposer une image').setInputFiles({ name: 'signature.png', mimeType: 'image/png', buffer: image() });
    await envoyer(page, 'Continuer');
    await expect(page.getByRole('heading', { name: 'Aperçu avant d’enregistrer', level: 1 })).toBeVisible();
    await bouton(page, 'Enregistrer cette signature').click();
    await attendreMessage(page, 'Signature d’établissement de Hélène CASTAGNÈDE enregistrée');
    await expect(page.getByRole('img', { name: 'Signature manuscrite de Hélène CASTAGNÈDE' })).toBeVisible();
  });

  await etape('elle regarde qui signe pour le centre', async () => {
    await aller(page, 'Signature centre pour la convocation');
    await expect(page.getByRole('heading', { name: 'Signature en usage' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Enregistrer une signature' })).toBeVisible();
    // What she recorded for the établissement left the centre's as it was.
    await expect(page.getByRole('main')).toContainText('Proviseure, cheffe de centre');
  });

  await etape('elle consulte ses personnels', async () => {
    await aller(page, 'Consultation des personnels');
    await page.getByLabel('Filtrer par mot-clé').fill('histoire');
    await bouton(page, 'Filtrer').click();
    await expect(page).toHaveURL(/mot=histoire/);
    const gens = page.locator('#personnels tbody tr');
    await expect(gens).toHaveCount(11);
    await expect(gens.filter({ hasText: 'GARRIGUES' })).toHaveCount(1);
  });

  await etape('elle note une indisponibilité', async () => {
    await aller(page, 'Saisie d’indisponibilité');
    await page.getByRole('link', { name: 'Saisir une indisponibilité' }).click();
    await page.getByLabel(/^Filtrer les personnes/).fill('garrigues');
    await bouton(page, 'Filtrer').click();
    // Ticked in the list that was there before, it would be gone with it.
    await expect(page.getByText('2 personnes trouvées.')).toBeVisible();
    await page.getByRole('checkbox', { name: /^GARRIGUES Étienne/ }).check();
    await page.getByLabel('Premier jour', { exact: true }).fill('2021-02-01');
    await page.getByLabel(/^Dernier jour/).fill('2021-02-05');
    await page.getByLabel('Motif').selectOption({ label: 'Formation' });
    await bouton(page, 'Enregistrer').click();
    await expect(page.getByRole('heading', { name: 'Ce qui vient d’être saisi' })).toBeVisible();
    await expect(page.locator('#indisponibilites tbody tr')).toContainText('du 01/02/2021 au 05/02/2021');
  });

  await etape('elle fait remplir les compétences d’une discipline, puis les valide', async () => {
    await aller(page, 'Saisie des compétences');
    await page.getByRole('link', { name: 'Saisir – EDUCATION MUSICALE' }).click();
    await expect(page.getByRole('heading', { name: 'Saisie des compétences – EDUCATION MUSICALE' })).toBeVisible();
    await page.getByRole('link', { name: 'Partir de la saisie de 2020' }).click();
    await expect(page.getByText(/d’après la saisie de 2020/)).toBeVisible();
    await bouton(page, 'Enregistrer et proposer à la validation').click();
    await expect(page.locator('.imagin-competences__etat')).toContainText('À valider');
    await aller(page, 'Validation saisie compétences');
    await page.getByRole('link', { name: 'Voir – EDUCATION MUSICALE' }).click();
    await expect(page.getByRole('heading', { name: /EDUCATION MUSICALE/, level: 1 })).toBeVisible();
    await bouton(page, 'Valider').click();
    await attendreMessage(page, 'Compétences validées : EDUCATION MUSICALE.');
  });

  await etape('elle consulte les missions de son centre', async () => {
    await aller(page, 'Consultation des missions');
    await page.getByLabel('Filtrer par mot-clé').fill(MISSION);
    await bouton(page, 'Filtrer').click();
    await expect(page).toHaveURL(new RegExp(`mot=${MISSION}`));
    const missions = page.locator('#consultation tbody tr');
    await expect(missions).toHaveCount(1);
    await missions.getByRole('link', { name: MISSION }).click();
    await attendreLignes(page, 0);
  });

  await etape('elle convoque, et s’arrête à un conflit', async () => {
    await creer(page);
    await chercherDiscipline(page, 'histoire', 'HISTOIRE GEOGRAPHIE');
    await expect(identifies(page)).toHaveCount(11);
    const garrigues = identifies(page).filter({ hasText: 'GARRIGUES' });
    await expect(garrigues).toContainText('À confirmer : est déclaré indisponible');
    // Four of them, whom the one in the way is among.
    for (const autre of (await identifies(page).filter({ hasNotText: 'GARRIGUES' }).all()).slice(3)) {
      await autre.getByRole('checkbox').uncheck();
    }
    await expect(convoquer(page)).toHaveText(/^Convoquer 4\sintervenants$/);
    await convoquer(page).click();
    const conflits = page.getByRole('dialog', { name: 'Conflits à confirmer' });
    await expect(conflits.locator('.imagin-conflits').getByRole('listitem')).toHaveCount(1);
    await expect(conflits).toContainText('GARRIGUES');
    await conflits.getByRole('button', { name: 'Revenir à la saisie' }).click();
    await garrigues.getByRole('checkbox').uncheck();
    await convoquer(page).click();
    await expect(fenetre(page)).toHaveCount(0);
    await attendreLignes(page, 3);
    retenus = await lignes(page).getByRole('rowheader').allTextContents();
    expect(retenus).not.toContain('GARRIGUES');
  });

  await etape('elle envoie les convocations', async () => {
    await page.getByRole('link', { name: 'Envoyer convocations par mail (3)' }).click();
    const envoi = page.getByRole('dialog', { name: 'Envoyer les convocations par mail' });
    await expect(envoi.getByRole('listitem')).toHaveCount(3);
    await envoi.getByRole('button', { name: 'Envoyer (3)' }).click();
    for (const rangee of await lignes(page).all()) {
      await expect(cellule(rangee, 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
    }
    // Each their letter, and one summary for her.
    await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 30_000 }).toBe(4);
    expect((await courriels(serveur.courriels)).map(destinataire)).toContain(CHEF);
  });

  await etape('elle remplace une personne, qui en est prévenue', async () => {
    const partante = retenus[0] ?? '';
    await ligne(page, partante).getByRole('link', { name: /^Remplacer/ }).click();
    const remplacement = page.getByRole('dialog', { name: /^Remplacer / });
    await remplacement.getByRole('combobox', { name: 'Nom prénom' }).fill('garrigues');
    await page.locator('#recherche-nom-liste').getByRole('option').filter({ hasText: 'HISTOIRE' }).first().click();
    await remplacement.locator('#remplacants label').click();
    await remplacement.getByRole('button', { name: 'Remplacer' }).click();
    // The formation was put off: she convokes knowingly.
    await page.getByRole('button', { name: /malgré/ }).click();
    await expect(remplacement).toHaveCount(0);
    await attendreLignes(page, 3);
    await expect(ligne(page, 'GARRIGUES')).toBeVisible();
    await ligne(page, 'GARRIGUES').getByRole('button', { name: /^Envoyer/ }).click();
    await expect(cellule(ligne(page, 'GARRIGUES'), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
    await expect
      .poll(async () => (await courriels(serveur.courriels)).filter((c) => /annul/i.test(c.subject ?? '')).length, {
        timeout: 30_000,
      })
      .toBe(1);
    retenus = await lignes(page).getByRole('rowheader').allTextContents();
    expect(retenus).not.toContain(partante);
    const lettre = await telecharger(page, () => ligne(page, 'GARRIGUES').getByRole('link', { name: /^Editer/ }).click());
    expect(await textePdf(lettre.octets)).toContain('Hélène CASTAGNÈDE');
  });

  await etape('elle imprime la feuille d’émargement du jour', async () => {
    await ouvrir(page, '/consultation?vue=jour&jour=2021-02-01');
    const feuille = await telecharger(page, () =>
      page.getByRole('link', { name: 'Feuille d’émargement du jour (PDF)' }).click(),
    );
    expect(feuille.nom).toBe('emargement_2021-02-01.pdf');
    const texte = await textePdf(feuille.octets);
    for (const nom of retenus) expect(texte).toContain(aplani(nom));
  });

  const constat = page.locator('#constat tbody tr').filter({ has: page.locator('td') });
  const champ = (rangee: Locator, nom: string): Locator => rangee.getByLabel(new RegExp(`^${nom} – `));

  await etape('elle constate le service : tout le monde, sauf une personne', async () => {
    await aller(page, 'Constat service fait');
    await page.getByLabel('Filtrer par mot-clé').fill(MISSION);
    await bouton(page, 'Filtrer').click();
    await page.locator('#services-faits').getByRole('link', { name: MISSION }).click();
    await expect(page.getByText(`Mission ${MISSION} –`)).toBeVisible();
    absente = (await constat.first().getByRole('rowheader').innerText()).split(/\s/)[0] ?? '';
    for (const rangee of await constat.filter({ hasText: absente }).all()) {
      await champ(rangee, 'Présence').selectOption({ label: 'Absent' });
      await champ(rangee, 'Motif de l’absence').selectOption({ label: 'Autre obligation de service' });
    }
    await envoyer(page, /^Tout le monde présent/);
    await attendreMessage(page, 'provisoirement');
    for (const rangee of await constat.filter({ hasText: 'indiquez le nombre de copies' }).all()) {
      await champ(rangee, 'Copies').fill('31');
    }
  });

  await etape('elle relit et valide', async () => {
    const jours = await constat.count();
    await envoyer(page, 'Enregistrer, relire et valider');
    await expect(page.getByRole('region', { name: 'Validation' })).not.toContainText('indiquez');
    await envoyer(page, new RegExp(`^Valider définitivement ${jours}\\s`));
    await attendreMessage(page, `Service fait de la mission ${MISSION} : ${jours} lignes validées.`);
    for (const rangee of await constat.all()) await expect(rangee).toContainText('Validé');
    await expect(constat.filter({ hasText: absente }).first()).toContainText('Absent');
  });

  await etape('elle télécharge l’état et le fichier de mise en paiement', async () => {
    const etat = await telecharger(page, () => page.getByRole('link', { name: 'État de la mission (PDF)' }).click());
    expect(etat.nom).toBe(`${MISSION}_service-fait.pdf`);
    const texte = await textePdf(etat.octets);
    for (const nom of retenus) expect(texte).toContain(aplani(nom));
    await aller(page, 'Constat service fait');
    await page.getByLabel('Filtrer par mot-clé').fill(MISSION);
    await bouton(page, 'Filtrer').click();
    await expect(page).toHaveURL(new RegExp(`mot=${MISSION}`));
    await expect(page.locator('#services-faits tbody tr')).toHaveCount(1);
    const fichier = page.waitForEvent('download');
    await page.getByRole('link', { name: /mise en paiement/ }).click();
    const csv = await readFile(await (await fichier).path(), 'utf8');
    const payees = csv.split(/\r?\n/).filter((l) => l.includes(`;${MISSION};`));
    expect(payees).toHaveLength(await nombreDeLignes(page));
  });

  await etape('il ne reste rien à constater pour cette mission', async () => {
    await page.locator('#etat').selectOption({ label: 'Reste à constater ou à valider' });
    await bouton(page, 'Filtrer').click();
    await expect(page.getByText('Aucune mission ne correspond à ces filtres.')).toBeVisible();
    await page.getByRole('link', { name: 'Réinitialiser les filtres' }).click();
    await page.locator('#etat').selectOption({ label: 'Entièrement validées' });
    await bouton(page, 'Filtrer').click();
    await expect(page.locator('#services-faits').getByRole('link', { name: MISSION })).toBeVisible();
  });

  await etape('le gestionnaire corrige une ligne validée, et dit pourquoi', async () => {
    const rectorat = await autrePage('gestionnaire');
    await ouvrir(rectorat, `/service-fait/${MISSION}`);
    const presents = rectorat.locator('#constat tbody tr').filter({ has: rectorat.locator('td'), hasNotText: absente });
    await presents.first().getByRole('link', { name: /^Corriger – / }).click();
    const panneau = rectorat.getByRole('region', { name: 'Corriger une ligne validée', exact: true });
    await expect(panneau).toBeVisible();
    await animee(rectorat);
    await champ(panneau, 'Copies').fill('32');
    await panneau.getByLabel('Raison de la correction').fill('Une copie retrouvée');
    await envoyer(rectorat, 'Enregistrer la correction');
    await attendreMessage(rectorat, 'Une copie retrouvée');
    await rectorat.context().close();
    await ouvrir(page, `/service-fait/${MISSION}`);
    await attendreMessage(page, 'Une copie retrouvée');
    await expect(constat.filter({ hasText: 'Une copie retrouvée' })).toHaveCount(1);
  });

  await etape('elle constate ce qui reste : l’accueil n’attend plus rien d’elle là', async () => {
    const tache = page.getByRole('link', { name: /dont le service reste à attester$/ });
    await ouvrir(page, '/');
    const annoncees = Number.parseInt(await tache.innerText(), 10);
    await tache.click();
    await expect(page).toHaveURL(/etat=a-attester/);
    const liens = page.locator('#services-faits tbody').getByRole('rowheader').getByRole('link');
    await expect(liens).toHaveCount(annoncees);
    const missions = await liens.allInnerTexts();
    expect(missions.length).toBeGreaterThan(0);
    expect(missions.length).toBeLessThan(20);
    for (const mission of missions) {
      await ouvrir(page, `/service-fait/${mission}`);
      const presents = bouton(page, /^Tout le monde présent/);
      if ((await presents.count()) > 0) await envoyer(page, /^Tout le monde présent/);
      for (const rangee of await constat.filter({ hasText: 'indiquez le nombre' }).all()) {
        await champ(rangee, '(Copies|Candidats)').fill('10');
      }
      await envoyer(page, 'Enregistrer, relire et valider');
      await envoyer(page, /^Valider définitivement/);
      await expect(bouton(page, 'Enregistrer, relire et valider')).toHaveCount(0);
    }
    await ouvrir(page, '/service-fait?etat=a-attester');
    await expect(page.getByText('Aucune mission ne correspond à ces filtres.')).toBeVisible();
    await ouvrir(page, '/');
    // What else waits is still there.
    await expect(page.getByRole('heading', { name: 'À faire aujourd’hui' })).toBeVisible();
    await expect(page.getByRole('link', { name: /où personne n’est convoqué$/ })).toBeVisible();
    await expect(tache).toHaveCount(0);
  });
});

/** Lines validated of the one mission that the list shows: `6 sur 6`. */
async function nombreDeLignes(page: Page): Promise<number> {
  const rangee = await page.locator('#services-faits tbody tr').innerText();
  return Number(/(\d+) sur \1/.exec(rangee)?.[1]);
}
