// The same journey by plain forms: no script runs in this project.
import { MOT_DE_PASSE } from '../outils/comptes.ts';
import { attendreLignes, attendreMessage, cellule, ligne, lignes, messages, telecharger } from '../outils/ecran.ts';
import { expect, test, type Locator, type Page } from '../outils/essai.ts';
import { contenuZip, courriels, destinataire, textePdf } from '../outils/papier.ts';
import { avecPoste } from '../outils/poste.ts';

/** The window, open in its place in the page. */
const fenetre = (page: Page): Locator => page.getByRole('dialog', { name: 'Détails de la convocation' });

const recherche = (page: Page, champ: 'Discipline' | 'Nom prénom'): Locator =>
  fenetre(page).locator('.imagin-recherche').filter({ has: page.getByRole('textbox', { name: champ }) });

async function chercher(page: Page, champ: 'Discipline' | 'Nom prénom', texte: string): Promise<void> {
  await fenetre(page).getByRole('textbox', { name: champ }).fill(texte);
  await recherche(page, champ).getByRole('button', { name: 'Rechercher' }).click();
}

const personnes = (page: Page): Locator => fenetre(page).locator('#identifies').getByRole('checkbox');

/** The line of a possible day. */
const jour = (page: Page, date: RegExp): Locator =>
  fenetre(page).getByRole('table', { name: 'Dates d’affectation possibles' }).getByRole('row').filter({ hasText: date });

async function decocherLesJours(page: Page): Promise<void> {
  const retenus = fenetre(page).getByRole('table').getByRole('checkbox', { checked: true });
  for (let n = await retenus.count(); n > 0; n -= 1) {
    await retenus.first().uncheck();
    await expect(retenus).toHaveCount(n - 1);
  }
}

test('aucun script ne tourne', async ({ page }) => {
  await page.goto('/missions/172278');
  // What only our script adds is not there.
  await expect(page.getByRole('button', { name: 'Filtrer' })).toBeVisible();
  // What explains it all is read as well, and its summary leads into it.
  for (const [nom, adresse] of [['Guide', 'guide'], ['Tutoriel', 'tutoriel'], ['Aide', 'aide']] as const) {
    await page.getByRole('banner').getByRole('link', { name: nom, exact: true }).click();
    await expect(page.getByRole('heading', { name: nom, level: 1 })).toBeVisible();
    await page.getByRole('navigation', { name: 'Sommaire' }).getByRole('link', { name: 'Intervenant' }).click();
    await expect(page).toHaveURL(new RegExp(`/${adresse}#pour-intervenant$`));
    await expect(page.getByRole('heading', { name: 'Intervenant', level: 2 })).toBeInViewport();
  }
});

test.describe('connexion', () => {
  test.use({ compte: null });

  test('se connecter, se tromper, revenir où l’on voulait, quitter', async ({ page }) => {
    await page.goto('/missions/172278');
    await page.getByLabel('Identifiant').fill('chef');
    await page.getByLabel('Mot de passe').fill('mauvais');
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await expect(page.getByRole('alert')).toContainText('Identifiant ou mot de passe incorrect.');
    await page.getByLabel('Identifiant').fill('chef');
    await page.getByLabel('Mot de passe').fill(MOT_DE_PASSE);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await expect(page).toHaveURL(/\/missions\/172278$/);
    await attendreLignes(page, 1);
    await page.getByRole('button', { name: 'Quitter' }).click();
    await expect(page).toHaveURL(/\/connexion$/);
    await page.goto('/missions/172278');
    await expect(page).toHaveURL(/\/connexion\?suite=/);
  });
});

test('la liste, ses filtres et ses tris', async ({ page }) => {
  await page.goto('/missions');
  const rangees = page.locator('#missions tbody tr');
  const total = await rangees.count();
  await page.locator('#examen summary').click();
  await page.locator('#examen').getByText('EA-BTN', { exact: true }).click();
  await page.getByLabel('Filtrer par mot-clé').fill('physique');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page).toHaveURL((url) => url.searchParams.get('examen') === 'EA-BTN');
  await expect(page.locator('#examen summary')).toHaveText('1 sélectionné');
  expect(await rangees.count()).toBeLessThan(total);
  for (const rangee of await rangees.all()) await expect(rangee).toContainText(/EA-BTN.*Physique-Chimie/);
  await page.locator('#missions').getByRole('link', { name: 'Début' }).click();
  await expect(page.getByRole('columnheader', { name: 'Début' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(page).toHaveURL((url) => url.searchParams.get('examen') === 'EA-BTN');
  await page.getByRole('link', { name: 'Convoquées' }).click();
  await expect(rangees).toHaveCount(1);
  await page.getByRole('link', { name: '171885' }).click();
  await attendreLignes(page, 3);
});

test('convoquer une discipline, moins une personne', async ({ page }) => {
  await page.goto('/missions/172277');
  await attendreLignes(page, 0);
  await page.getByRole('link', { name: 'Créer convocation' }).click();
  await expect(fenetre(page)).toBeVisible();
  await chercher(page, 'Discipline', 'histoire');
  await expect(personnes(page)).toHaveCount(11);
  for (const boite of await personnes(page).all()) await expect(boite).toBeChecked();
  await fenetre(page).getByRole('checkbox', { name: 'MARTIN Anne' }).uncheck();
  await fenetre(page).getByLabel('Qualité').selectOption({ label: 'Correcteur suppléant' });
  await fenetre(page).getByLabel('Code salle').fill('205');
  await decocherLesJours(page);
  await jour(page, /mardi\s2 février 2021/).getByRole('checkbox').check();
  await fenetre(page).getByLabel(/Heure de début – mardi\s2 février 2021/).fill('09:00');
  await fenetre(page).getByLabel(/Heure de fin – mardi\s2 février 2021/).fill('11:00');
  await fenetre(page).getByLabel('Texte d’observation').fill('Première ligne\nSeconde ligne');
  await fenetre(page).getByRole('button', { name: 'Convoquer' }).click();

  await expect(page).toHaveURL(/\/missions\/172277$/);
  await attendreLignes(page, 10);
  await attendreMessage(page, '10 intervenants convoqués à la mission 172277.');
  await expect(cellule(ligne(page, 'GARRIGUES'), 'Affectation')).toHaveText(
    'Convoquée par centre, Correcteur suppléant, salle 205, Com. 3GHG, Dates spéc, Obs. spéc',
  );
  const { octets } = await telecharger(page, () => ligne(page, 'GARRIGUES').getByRole('link', { name: /^Editer/ }).click());
  const pdf = await textePdf(octets);
  expect(pdf).toContain('mardi 2 février 2021 9 h 11 h');
  expect(pdf).toContain('Première ligne Seconde ligne');
});

test('réunir une discipline et un collègue sans rien perdre de la saisie, ni de la liste', async ({ page }) => {
  await page.goto('/missions/172277?tri=envoi');
  await page.getByRole('link', { name: 'Créer convocation' }).click();
  await decocherLesJours(page);
  await jour(page, /mardi\s2 février 2021/).getByRole('checkbox').check();
  await fenetre(page).getByLabel('Code salle').fill('B 12');
  await fenetre(page).getByLabel('Texte d’observation').fill('Deux lignes\ngardées.');

  // Several disciplines answer: one is chosen among them.
  await chercher(page, 'Discipline', 'lettres');
  await expect(recherche(page, 'Discipline')).toContainText(/2\sdisciplines\s: choisissez/);
  await expect(fenetre(page).getByRole('textbox', { name: 'Discipline' })).toHaveValue('lettres');
  await expect(personnes(page)).toHaveCount(0);
  await fenetre(page).getByRole('button', { name: 'LETTRES CLASSIQUES (2)' }).click();
  await expect(personnes(page)).toHaveCount(2);
  for (const boite of await personnes(page).all()) await boite.uncheck();

  // Another one, then a name: who was left unticked stays so, who is found is ticked.
  const cochees = fenetre(page).locator('#identifies').getByRole('checkbox', { checked: true });
  await chercher(page, 'Discipline', 'histoire');
  await expect(personnes(page)).toHaveCount(13);
  await expect(cochees).toHaveCount(11);
  await fenetre(page).getByRole('checkbox', { name: 'MARTIN Anne' }).uncheck();
  await chercher(page, 'Nom prénom', 'berthoumieu solene');
  await expect(fenetre(page).getByRole('checkbox', { name: 'BERTHOUMIEU Solène' }).first()).toBeChecked();
  await expect(fenetre(page).getByRole('checkbox', { name: 'MARTIN Anne' })).not.toBeChecked();
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('B 12');
  await expect(fenetre(page).getByLabel('Texte d’observation')).toHaveValue('Deux lignes\ngardées.');
  await expect(jour(page, /mardi\s2 février 2021/).getByRole('checkbox')).toBeChecked();
  await expect(fenetre(page).getByRole('table').getByRole('checkbox', { checked: true })).toHaveCount(1);
  // The address says nothing of what is searched, nor of what is typed.
  expect([...new URL(page.url()).searchParams.keys()].sort()).toEqual(['fenetre', 'tri']);

  const n = await cochees.count();
  await fenetre(page).getByRole('button', { name: 'Convoquer' }).click();
  await expect(page).toHaveURL(/\/missions\/172277\?tri=envoi$/);
  await attendreLignes(page, n);
  await expect(cellule(ligne(page, 'BERTHOUMIEU').first(), 'Affectation')).toContainText('salle B 12');
});

test('écarter qui est en conflit', async ({ page }) => {
  await page.goto('/missions/172288?fenetre=creer');
  await chercher(page, 'Discipline', 'anglais');
  await expect(personnes(page)).toHaveCount(13);
  await fenetre(page).getByLabel('Ne montrer que les intervenants sans conflit').check();
  await recherche(page, 'Discipline').getByRole('button', { name: 'Rechercher' }).click();
  await expect(page).toHaveURL((url) => url.searchParams.get('sans_conflit') === '1');
  await expect(personnes(page)).toHaveCount(11);
  await expect(fenetre(page).getByText("O'BRIEN Patrice")).toBeHidden();
  // Who is not shown is not sent either: there is nothing to confirm.
  await fenetre(page).getByRole('button', { name: 'Convoquer' }).click();
  await attendreLignes(page, 11);
  await expect(ligne(page, "O'BRIEN")).toHaveCount(0);

  // The window that changes a convocation says what stands against it, too.
  await page.goto('/controle');
  const conflit = page.locator('#conflits tbody').getByRole('row').filter({ hasText: '172418' });
  await conflit.getByRole('link', { name: /^Modifier/ }).click();
  await expect(fenetre(page).locator('#conflits-du-convoque')).toContainText(
    'À confirmer : est déclaré indisponible le mardi 23 février 2021',
  );

  // So does what lacks somebody; another year is asked for by its form.
  await page.goto('/controle');
  const incomplete = page.locator('#incompletes tbody').getByRole('row').filter({ hasText: '172277' });
  await expect(incomplete).toContainText('Personne n’est convoqué.');
  await incomplete.getByRole('link', { name: /^Créer convocation/ }).click();
  await expect(page).toHaveURL(/\/missions\/172277\?fenetre=creer$/);
  await expect(fenetre(page).getByRole('button', { name: 'Convoquer' })).toBeVisible();
  await page.goto('/controle');
  await page.getByLabel('Année').selectOption('2020');
  await page.getByRole('button', { name: 'Afficher', exact: true }).click();
  await expect(page).toHaveURL(/\/controle\?annee=2020$/);
  await expect(page.getByRole('heading', { name: 'Empêchements signalés (1)' })).toBeVisible();
  await expect(page.locator('#empechements tbody').getByRole('row')).toContainText(
    'Je surveille une autre épreuve ce jour-là.',
  );
});

test('garder la saisie sur la mission', async ({ page }) => {
  await page.goto('/missions/172272?fenetre=creer');
  await chercher(page, 'Nom prénom', 'garrigues');
  await expect(personnes(page).first()).toBeChecked();
  for (const boite of await personnes(page).all()) {
    const nom = await boite.evaluate((b) => b.parentElement?.textContent ?? '');
    if (!nom.includes('GARRIGUES Étienne')) await boite.uncheck();
  }
  await fenetre(page).getByLabel('Texte d’observation').fill('Gardé pour la suite.');
  await fenetre(page).getByLabel(/Enregistrer ces dates et ce texte sur la mission/).check();
  await fenetre(page).getByRole('button', { name: 'Convoquer' }).click();
  await attendreLignes(page, 1);
  await attendreMessage(page, 'Les dates et le texte sont enregistrés sur la mission.');
  await page.getByRole('link', { name: 'Créer convocation' }).click();
  await expect(fenetre(page).getByLabel('Texte d’observation')).toHaveValue('Gardé pour la suite.');
});

test('un nom inconnu renvoie au gestionnaire', async ({ page }) => {
  await page.goto('/missions/172278?fenetre=creer');
  await chercher(page, 'Nom prénom', 'zzyzx');
  await expect(fenetre(page)).toContainText('Contactez le gestionnaire IMAGIN');
  await expect(personnes(page)).toHaveCount(0);
});

test('un refus est dit dans les messages, et personne n’est convoqué', async ({ page }) => {
  await page.goto('/missions/172278?fenetre=creer');
  await chercher(page, 'Discipline', 'philosophie');
  await expect(personnes(page)).toHaveCount(4);
  await decocherLesJours(page);
  const ecarte = personnes(page).nth(1);
  await ecarte.uncheck();
  await fenetre(page).getByLabel('Code salle').fill('Amphi 3');
  await fenetre(page).getByLabel('Texte d’observation').fill('Deux lignes\ngardées.');
  await fenetre(page).getByRole('button', { name: 'Convoquer' }).click();
  await attendreMessage(
    page,
    'Erreur : Rien n’a été enregistré. Sélectionnez au moins une date d’affectation.',
  );
  // The address says only where to read why.
  const code = new URL(page.url()).searchParams.get('__err') ?? '';
  expect(Buffer.from(code, 'base64').toString()).toBe('"VoirMessages"');
  // What was typed is still there, and nothing else.
  await expect(personnes(page)).toHaveCount(4);
  await expect(ecarte).not.toBeChecked();
  await expect(personnes(page).first()).toBeChecked();
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('Amphi 3');
  await expect(fenetre(page).getByLabel('Texte d’observation')).toHaveValue('Deux lignes\ngardées.');
  await expect(fenetre(page).getByRole('table').getByRole('checkbox', { checked: true })).toHaveCount(0);
  await page.goto('/missions/172278');
  await attendreLignes(page, 1);
});

test('renvoyer le formulaire ne convoque pas deux fois', async ({ page }) => {
  await page.goto('/missions/172278?fenetre=creer');
  await chercher(page, 'Discipline', 'philosophie');
  const envoi = page.waitForRequest((r) => r.method() === 'POST');
  await fenetre(page).getByRole('button', { name: 'Convoquer' }).click();
  await attendreLignes(page, 5);
  const demande = await envoi;
  const rejouee = await page.request.post(demande.url(), {
    data: demande.postData() ?? '',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', origin: new URL(page.url()).origin },
  });
  expect(rejouee.ok()).toBe(true);
  await page.reload();
  await attendreLignes(page, 5);
  await expect(messages(page).getByRole('listitem')).toHaveCount(1);
});

test('modifier puis supprimer', async ({ page }) => {
  await page.goto('/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Modifier/ }).click();
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('205');
  await fenetre(page).getByLabel('Code salle').fill('B 7');
  await fenetre(page).getByRole('button', { name: 'Enregistrer' }).click();
  await attendreLignes(page, 1);
  await expect(cellule(ligne(page, "D'ARRAS"), 'Affectation')).toHaveText(
    'Convoquée par centre, Correcteur, salle B 7, Com. 3GHG, Dates spéc',
  );
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Supprimer/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
  await attendreLignes(page, 0);
  await attendreMessage(page, 'supprimée.');
  // The form of what is gone no longer opens.
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('annuler et fermer sont des liens', async ({ page }) => {
  await page.goto('/missions/172278?fenetre=creer');
  await fenetre(page).getByRole('link', { name: 'Annuler' }).click();
  await expect(page).toHaveURL(/\/missions\/172278$/);
  await page.getByRole('link', { name: 'Créer convocation' }).click();
  await fenetre(page).getByRole('link', { name: 'Fermer' }).click();
  await expect(page).toHaveURL(/\/missions\/172278$/);
});

test('filtrer les convoqués, puis le ZIP de ce qui est affiché', async ({ page }) => {
  await page.goto('/missions/172418');
  await page.getByLabel('Filtrer par mot-clé').fill('evrard');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(lignes(page)).toHaveCount(1);
  await expect(page.getByLabel('Filtrer par mot-clé')).toHaveValue('evrard');
  const zip = page.getByRole('button', { name: 'Télécharger convocations (zip) (1)' });
  const { octets } = await telecharger(page, () => zip.click());
  expect(Object.keys(contenuZip(octets)).sort()).toEqual(['172418_EVRARD-Zoe_convocation.pdf', 'index.csv']);
});

test('l’envoi groupé suit le filtre, lui aussi', async ({ page, serveur }) => {
  await page.goto('/missions/171887?mot=azema');
  await page.getByRole('link', { name: 'Envoyer convocations par mail (1)' }).click();
  const envoi = page.getByRole('dialog', { name: 'Envoyer les convocations par mail' });
  await expect(envoi.getByRole('listitem')).toHaveText(['AZÉMA Bénédicte – benedicte.azema@ac-demo.example']);
  await envoi.getByRole('button', { name: 'Envoyer (1)' }).click();
  await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 30_000 }).toBe(2);

  // Whoever has theirs is left out, with nothing to tick.
  await page.goto('/missions/171887?fenetre=envoyer');
  await expect(envoi.getByRole('radio', { name: /^Seulement celles/ })).toBeChecked();
  await envoi.getByRole('button', { name: 'Envoyer' }).click();
  await attendreMessage(page, 'Mission 171887 : 2 convocations en cours d’envoi.');
});

test('envoyer à tous, puis voir l’état en rechargeant', async ({ page, serveur }) => {
  await page.goto('/missions/171887');
  await page.getByRole('link', { name: 'Envoyer convocations par mail (3)' }).click();
  const envoi = page.getByRole('dialog', { name: 'Envoyer les convocations par mail' });
  await expect(envoi.getByRole('listitem')).toHaveCount(3);
  await envoi.getByRole('button', { name: 'Envoyer (3)' }).click();
  await expect(page).toHaveURL(/\/missions\/171887$/);
  await attendreMessage(page, 'Mission 171887 : 3 convocations en cours d’envoi.');
  await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 30_000 }).toBe(4);
  await page.reload();
  for (const nom of ['AZÉMA', 'DE LA TOUR', 'GIRAUD-MÉRIC']) {
    await expect(cellule(ligne(page, nom), 'Envoi')).toHaveText('Envoyé');
  }
});

test('envoyer à une personne', async ({ page, serveur }) => {
  await page.goto('/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).click();
  await expect(page).toHaveURL(/\/missions\/172278$/);
  await attendreMessage(page, 'Une copie vous sera adressée.');
  await expect.poll(async () => (await courriels(serveur.courriels)).length, { timeout: 20_000 }).toBe(2);
  expect((await courriels(serveur.courriels)).map(destinataire)).toContain('sarah-anna.d-arras@ac-demo.example');
});

test('effacer les messages, changer de thème et de mot de passe', async ({ page }) => {
  await page.goto('/compte');
  await page.getByLabel('Mot de passe actuel').fill('faux');
  await page.locator('#nouveau').fill('quatre mots sans rapport');
  await page.getByLabel('Nouveau mot de passe, une seconde fois').fill('quatre mots sans rapport');
  await page.getByRole('button', { name: 'Changer mon mot de passe' }).click();
  await attendreMessage(page, 'Erreur : Le mot de passe actuel est incorrect.');
  expect(page.url()).not.toContain('quatre');
  await messages(page).getByRole('button', { name: 'Effacer les messages' }).click();
  await expect(messages(page).getByRole('listitem')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Mon compte', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Thème sombre' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-fr-scheme', 'dark');
  await expect(page.getByRole('heading', { name: 'Mon compte', level: 1 })).toBeVisible();
});

test('la mission dont l’affectation n’est pas terminée', async ({ page }) => {
  await page.goto('/missions/172397?fenetre=creer');
  await expect(page.getByRole('main')).toContainText('L’affectation n’est pas terminée dans Cyclades.');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('reprendre une suppression', async ({ page }) => {
  await page.goto('/missions/171753');
  await attendreLignes(page, 1);
  await page.getByRole('link', { name: /^Supprimer la convocation/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
  await attendreLignes(page, 0);
  await page.getByRole('button', { name: 'Annuler la suppression' }).click();
  await attendreLignes(page, 1);
  await attendreMessage(page, 'rétablie.');
});

test('confirmer un conflit', async ({ page }) => {
  await page.goto('/missions/172288?fenetre=creer');
  await chercher(page, 'Discipline', 'anglais');
  await expect(personnes(page)).toHaveCount(13);
  await expect(fenetre(page)).toContainText('À confirmer : est déclaré indisponible');
  await fenetre(page).getByRole('button', { name: 'Convoquer' }).click();
  await attendreMessage(page, 'Rien n’est encore enregistré');
  await expect(personnes(page)).toHaveCount(13);
  await fenetre(page).getByLabel('Je confirme malgré les conflits indiqués dans les messages').check();
  await fenetre(page).getByRole('button', { name: 'Convoquer' }).click();
  await attendreLignes(page, 13);
});

avecPoste('supprimer ce qui est parti propose une annulation ; refusée, elle se règle et se renvoie', async ({ page, poste }) => {
  const arras = 'sarah-anna.d-arras@ac-demo.example';
  const autre = 'sarah-anna@maison.example';
  await page.goto('/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).click();
  await expect(async () => {
    await page.goto('/missions/172278');
    await expect(cellule(ligne(page, "D'ARRAS"), 'Envoi')).toContainText('Envoyé', { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await poste.refuser({ [arras]: '550 5.1.1 Adresse inconnue' });
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Supprimer/ }).click();
  const suppression = page.getByRole('dialog', { name: 'Supprimer la convocation' });
  await expect(suppression.getByRole('checkbox', { name: /Envoyer une annulation/ })).toBeChecked();
  await suppression.getByRole('button', { name: 'Supprimer' }).click();
  await attendreMessage(page, `Une annulation lui est envoyée à ${arras}.`);
  const annulation = page.locator('li').filter({ hasText: `D'ARRAS Sarah-Anna – ${arras}` });
  await expect(async () => {
    await page.goto('/missions/172278');
    await expect(annulation).toContainText('Échec', { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(page.locator('.imagin-progression')).toContainText('1 annulation n’est pas arrivée : à régler.');

  // From the journal, and back to it as it was filtered.
  await page.goto('/');
  await page.getByRole('link', { name: /^1\sconvocation ou annulation qui n’est pas arrivée/ }).click();
  await page.getByRole('button', { name: "La personne est prévenue – D'ARRAS Sarah-Anna" }).click();
  await expect(page).toHaveURL((url) => url.pathname === '/envois' && url.searchParams.get('a_regler') === '1');
  await attendreMessage(page, "Mission 172278 : vous avez noté que D'ARRAS Sarah-Anna sait sa convocation annulée.");
  await expect(page.getByText('Aucun courriel ne correspond.')).toBeVisible();

  // It may be sent again all the same, where she reads.
  await page.goto('/missions/172278');
  await expect(annulation).toContainText('Personne prévenue autrement.');
  await page.getByLabel("Adresse de D'ARRAS Sarah-Anna").fill(autre);
  await page.getByRole('button', { name: "Renvoyer l’annulation – D'ARRAS Sarah-Anna" }).click();
  await expect(page).toHaveURL(/\/missions\/172278$/);
  await attendreMessage(page, `l’annulation de la convocation de D'ARRAS Sarah-Anna est envoyée de nouveau, à ${autre}.`);
  await expect.poll(() => poste.pour(autre).length, { timeout: 20_000 }).toBe(1);
  const recue = poste.pour(autre)[0]!;
  expect(recue.entetes['subject']).toMatch(/^Annulation – Convocation – mission 172278/);
  expect(recue.parties.find((p) => p.genre === 'text/calendar')?.texte).toMatch(/^METHOD:CANCEL$/m);
});

test('répondre à sa convocation et la relancer', async ({ page, serveur }) => {
  await page.goto('/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('button', { name: /^Envoyer par mél/ }).click();
  const sien = async () =>
    (await courriels(serveur.courriels)).find((c) => destinataire(c).startsWith('sarah-anna'))?.text ?? '';
  await expect.poll(sien, { timeout: 20_000 }).toMatch(/\/r\/[0-9A-Z]{24}/);
  const adresse = /\/r\/[0-9A-Z]{24}/.exec(await sien())![0];
  await expect(async () => {
    await page.goto('/missions/172278');
    await expect(page.getByRole('button', { name: /^Relancer/ })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole('button', { name: /^Relancer/ }).click();
  await attendreMessage(page, '1 rappel en cours d’envoi');
  await page.goto(adresse);
  await page.getByRole('button', { name: 'J’ai pris connaissance' }).click();
  await expect(page.getByRole('status')).toContainText('Pris connaissance le');
  await page.goto('/missions/172278');
  await expect(cellule(ligne(page, "D'ARRAS"), 'Envoi')).toContainText('Pris connaissance le');
});

test.describe('intervenant', () => {
  test.use({ compte: 'intervenant' });

  test('répondre, ouvrir son agenda, changer d’adresse, emporter ses données', async ({ page, serveur }) => {
    await page.goto('/mes-convocations');
    const carte = page.locator('li.imagin-carte').filter({ hasText: 'A 104' });
    await expect(carte).toContainText('À confirmer');
    await carte.getByRole('button', { name: /^J’ai pris connaissance/ }).click();
    await expect(page).toHaveURL(/\/mes-convocations$/);
    await attendreMessage(page, 'Vous avez pris connaissance de votre convocation');
    await expect(carte).toContainText('Confirmée');

    await page.getByRole('button', { name: 'Ouvrir l’adresse de mon agenda' }).click();
    const adresse = await page.getByLabel(/^Adresse à donner à votre agenda/).inputValue();
    const agenda = await page.request.get(new URL(adresse).pathname);
    expect(agenda.status()).toBe(200);
    expect(await agenda.text()).toMatch(/^BEGIN:VCALENDAR\r\n/);
    await page.getByRole('button', { name: 'Fermer l’adresse' }).click();
    await expect(page.getByRole('button', { name: 'Ouvrir l’adresse de mon agenda' })).toBeVisible();
    expect((await page.request.get(new URL(adresse).pathname)).status()).toBe(404);

    await page.goto('/mes-coordonnees');
    await page.getByLabel(/^Nouvelle adresse personnelle/).fill('sarah-anna@neuve.example');
    await page.getByRole('button', { name: 'Envoyer le message de confirmation' }).click();
    await expect(page.getByText('sarah-anna@neuve.example attend d’être confirmée')).toBeVisible();
    const recu = async () =>
      (await courriels(serveur.courriels)).find((c) => destinataire(c) === 'sarah-anna@neuve.example');
    await expect.poll(async () => (await recu())?.subject, { timeout: 20_000 }).toBe('Confirmez votre adresse personnelle');
    const lien = /http:\/\/\S+(\/adresse\/\w+)/.exec((await recu())?.text ?? '');
    await page.goto(lien?.[1] ?? 'pas de lien');
    await page.getByRole('button', { name: 'Confirmer cette adresse' }).click();
    await expect(page.getByRole('heading', { name: 'Votre adresse est confirmée' })).toBeVisible();
    await page.getByRole('link', { name: 'Ouvrir mes coordonnées' }).click();
    await expect(page.locator('dl')).toContainText('sarah-anna@neuve.example');

    await page.goto('/mes-donnees');
    const { nom, octets } = await telecharger(page, () =>
      page.getByRole('link', { name: 'Télécharger mes données (zip)' }).click(),
    );
    expect(nom).toBe('mes-donnees.zip');
    const fichiers = contenuZip(octets);
    const donnees = JSON.parse(new TextDecoder().decode(fichiers['mes-donnees.json']));
    expect(donnees.identite[0].nom).toBe("D'ARRAS");
    expect(new TextDecoder().decode(fichiers['coordonnees.csv'])).toContain('sarah-anna@neuve.example');
  });
});
