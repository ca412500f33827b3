import {
  attendreLignes,
  attendreMessage,
  caseDe,
  cellule,
  champDiscipline,
  champNom,
  chercherDiscipline,
  chercherNom,
  convoquer,
  convoques,
  creer,
  fenetre,
  identifies,
  jour,
  jours,
  ligne,
  lignes,
  messages,
  question,
  suggestions,
} from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { aplani } from '../outils/papier.ts';

const HG = 'HISTOIRE GEOGRAPHIE';

test('toute la discipline, moins deux, avec dates et texte gardés sur la mission', async ({ page }) => {
  await ouvrir(page, '/missions/172277');
  await attendreLignes(page, 0);
  await creer(page);

  // The discipline, from the keyboard.
  await champDiscipline(page).pressSequentially('histoire');
  await expect(suggestions(page, 'discipline').first()).toContainText(HG);
  await champDiscipline(page).press('ArrowDown');
  await expect(suggestions(page, 'discipline').first()).toHaveAttribute('aria-selected', 'true');
  await champDiscipline(page).press('Enter');
  await expect(identifies(page)).toHaveCount(11);
  for (const boite of await identifies(page).getByRole('checkbox').all()) await expect(boite).toBeChecked();
  await expect(convoquer(page)).toHaveText(/^Convoquer 11\sintervenants$/);

  await caseDe(page, 'MARTIN Anne').uncheck();
  await caseDe(page, 'GARRIGUES Étienne').uncheck();
  await expect(convoquer(page)).toHaveText(/^Convoquer 9\sintervenants$/);
  await expect(fenetre(page).locator('#identifies')).toContainText(/9\scochés sur 11/);

  await expect(fenetre(page).getByLabel('Qualité')).toHaveValue('correcteur');
  const qualites = await fenetre(page).getByLabel('Qualité').locator('option').allTextContents();
  expect(qualites.map(aplani)).toEqual(['Correcteur', 'Correcteur suppléant', 'Référent correction']);
  await fenetre(page).getByLabel('Qualité').selectOption({ label: 'Référent correction' });
  await fenetre(page).getByLabel('Code salle').fill('205');
  await expect(fenetre(page).getByLabel('Commission')).toHaveValue('3GHG');

  // The calendar: whatever is proposed, end with Tuesday 2 and Thursday 4 February.
  for (let n = await jours(page).count(); n > 0; n -= 1) {
    await jours(page).getByRole('button', { name: /Retirer/ }).first().click();
    await expect(jours(page)).toHaveCount(n - 1);
  }
  await expect(fenetre(page).getByText('Sélectionnez au moins une date d’affectation.')).toBeVisible();
  // Titles of the memo.
  await expect(fenetre(page).locator('#jours-choisis').getByRole('columnheader')).toHaveText([
    /^Date\s\*$/,
    /^Heure de début\s\*$/,
    /^Heure de fin\s\*$/,
    'Retirer',
  ]);
  // By the mouse…
  await jour(page, 'mardi 2 février 2021').click();
  await expect(jour(page, 'mardi 2 février 2021')).toHaveAttribute('aria-selected', 'true');
  // … and by the keyboard, from where the mouse left.
  await jour(page, 'mardi 2 février 2021').focus();
  await page.keyboard.press('ArrowRight');
  await expect(jour(page, 'mercredi 3 février 2021')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(jour(page, 'jeudi 4 février 2021')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(jours(page)).toHaveCount(2);
  // Saturday is no possible day.
  await page.keyboard.press('ArrowRight');
  await expect(jour(page, 'vendredi 5 février 2021')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(jour(page, 'samedi 6 février 2021')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(jours(page)).toHaveCount(2);

  await fenetre(page).getByLabel('Heure de début – mardi 2 février 2021').fill('09:00');
  await fenetre(page).getByLabel('Heure de fin – mardi 2 février 2021').fill('11:30');
  await fenetre(page).getByLabel('Texte d’observation').fill('Réunion d’entente à 9 h : salle 205.');

  await convoquer(page).click();
  await expect(question(page)).toContainText(
    /Vous avez modifié les dates d’affectation et le texte d’observation. Souhaitez-vous enregistrer votre saisie sur la mission\s\? Dans les deux cas, la convocation sera effectuée./,
  );
  await question(page).getByRole('button', { name: 'Oui' }).click();

  await expect(fenetre(page)).toHaveCount(0);
  await expect(page).toHaveURL(/\/missions\/172277$/);
  await attendreLignes(page, 9);
  for (const rangee of await lignes(page).all()) {
    await expect(cellule(rangee, 'Établissement')).toHaveText('LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)');
    await expect(cellule(rangee, 'Discipline poste')).toHaveText(HG);
    // Kept on the mission, so that nothing is special any more.
    await expect(cellule(rangee, 'Affectation')).toHaveText(
      'Convoquée par centre, Référent correction, salle 205, Com. 3GHG',
    );
  }
  await expect(ligne(page, 'GARRIGUES')).toHaveCount(0);
  await attendreMessage(page, '9 intervenants convoqués à la mission 172277. Les dates et le texte sont enregistrés sur la mission.');

  // The next window proposes what was kept, and shows who is already convoked.
  await creer(page);
  await expect(jours(page)).toHaveCount(2);
  await expect(fenetre(page).getByLabel('Heure de fin – mardi 2 février 2021')).toHaveValue('11:30');
  await expect(fenetre(page).getByLabel('Texte d’observation')).toHaveValue('Réunion d’entente à 9 h : salle 205.');
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('');
  await chercherDiscipline(page, 'hist', HG);
  await expect(identifies(page)).toHaveCount(11);
  await expect(identifies(page).filter({ hasText: 'déjà convoqué à cette mission' })).toHaveCount(9);
  await expect(convoquer(page)).toHaveText(/^Convoquer 2\sintervenants$/);
  await convoquer(page).click();
  // Nothing was changed: no question.
  await attendreLignes(page, 11);
  await expect(cellule(ligne(page, 'GARRIGUES'), 'Affectation')).toHaveText('Convoquée par centre, Correcteur, Com. 3GHG');
});

test('répondre Non convoque sans rien garder sur la mission', async ({ page }) => {
  await ouvrir(page, '/missions/172272');
  await creer(page);
  const proposes = await jours(page).getByRole('rowheader').allTextContents();
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await fenetre(page).getByLabel('Texte d’observation').fill('Pour cette fois seulement.');
  await jour(page, 'mercredi 10 février 2021').click();
  await convoquer(page).click();
  await question(page).getByRole('button', { name: 'Non' }).click();
  await attendreLignes(page, 1);
  await expect(cellule(ligne(page, 'GARRIGUES'), 'Affectation')).toHaveText(
    'Convoquée par centre, Correcteur, Com. 1GHG, Dates spéc, Obs. spéc',
  );
  await attendreMessage(page, '1 intervenant convoqué à la mission 172272.');
  await creer(page);
  await expect(jours(page).getByRole('rowheader')).toHaveText(proposes.map(aplani));
});

test('fermer la question laisse la fenêtre et n’écrit rien', async ({ page }) => {
  await ouvrir(page, '/missions/172272');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await fenetre(page).getByLabel('Texte d’observation').fill('Un texte.');
  await convoquer(page).click();
  await expect(question(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question(page)).toHaveCount(0);
  await expect(fenetre(page)).toBeVisible();
  await expect(fenetre(page).getByLabel('Texte d’observation')).toHaveValue('Un texte.');
  await expect(caseDe(page, 'GARRIGUES Étienne')).toBeChecked();
  await expect(convoquer(page)).toBeFocused();
  await page.goto('/missions/172272');
  await attendreLignes(page, 0);
});

test('un nom dans un ordre ou dans l’autre, et des homonymes que l’on distingue', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  const vus: string[][] = [];
  for (const saisie of ['martin anne', 'anne martin', 'MARTÎN  Anné', 'mart ann']) {
    await champNom(page).fill(saisie);
    const homonymes = suggestions(page, 'nom').filter({ hasText: /^MARTIN Anne\b/ });
    await expect(homonymes).toHaveCount(4);
    const textes = (await homonymes.allTextContents()).map(aplani);
    expect(new Set(textes).size, saisie).toBe(4);
    vus.push(textes);
  }
  expect(vus[1]).toEqual(vus[0]);
  expect(vus[2]).toEqual(vus[0]);
  const textes = vus[0] ?? [];
  expect(textes.filter((t) => t.includes('LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)'))).toHaveLength(2);
  expect(textes.filter((t) => t.includes('MATHEMATIQUES'))).toHaveLength(1);

  await suggestions(page, 'nom').filter({ hasText: 'MATHEMATIQUES' }).click();
  await expect(identifies(page)).toHaveCount(1);
  await expect(champNom(page)).toHaveValue('');
  await expect(identifies(page).first()).toContainText('JEANNE DAVEZAC');
  // The same one again is not listed twice; another homonym is.
  await chercherNom(page, 'martin anne', /MATHEMATIQUES/);
  await chercherNom(page, 'anne martin', /ANGLAIS – LPO BELLEVUE/);
  await expect(identifies(page)).toHaveCount(2);
  await expect(convoquer(page)).toHaveText(/^Convoquer 2\sintervenants$/);
  await convoquer(page).click();
  await attendreLignes(page, 3);
  await expect(lignes(page).filter({ hasText: 'MARTIN' })).toHaveCount(2);
});

test('particule, tiret, apostrophe et ligature se cherchent au plus simple', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  for (const [saisie, trouve] of [
    ['de la tour', 'DE LA TOUR Jean-Pierre'],
    ['tour jean', 'DE LA TOUR Jean-Pierre'],
    ['esparbes', 'D’ESPARBÈS Charles-Édouard'],
    ["o'brien", "O'BRIEN Patrice"],
    ['oenone', 'GIRAUD-MÉRIC Œnone'],
    ['nunez raphael', 'NUÑEZ Raphaël'],
    ['sirven', 'FABRE-SIRVEN Agnès'],
  ] as const) {
    await champNom(page).fill(saisie);
    await expect(suggestions(page, 'nom').filter({ hasText: trouve }).first(), saisie).toBeVisible();
  }
});

test('au plus vingt personnes, avec le total', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  const statut = fenetre(page).locator('#recherche-nom-statut');
  await champNom(page).fill('ma');
  await expect(statut).toContainText(/^Plus de 200\sintervenants, dont 20 sont affichés/);
  await expect(suggestions(page, 'nom')).toHaveCount(20);
  await champNom(page).fill('martin');
  await expect(statut).toContainText(/^\d+\sintervenants, les 20 premiers sont affichés/);
  // Those first whose nom it is.
  await expect(suggestions(page, 'nom').first()).toContainText('MARTIN');
  await expect(suggestions(page, 'nom')).toHaveCount(20);
});

test('un nom inconnu renvoie au gestionnaire IMAGIN, une fois la réponse là', async ({ page, context, surveillance }) => {
  surveillance.prevoir(/ERR_INTERNET_DISCONNECTED/);
  await ouvrir(page, '/missions/172278');
  await creer(page);
  const statut = fenetre(page).locator('#recherche-nom-statut');
  const statutDiscipline = fenetre(page).locator('#recherche-discipline-statut');
  const demander = fenetre(page).getByRole('button', { name: 'Demander cette personne au gestionnaire' });
  let liberer = (): void => {};
  const retenue = new Promise<void>((r) => (liberer = r));
  await page.route('**/api/intervenants/chercher*', async (route) => {
    await retenue;
    await route.continue();
  });
  const demandee = page.waitForRequest('**/api/intervenants/chercher*');
  await champNom(page).fill('zzyzx');
  await demandee;
  await expect(statut).toHaveText('Recherche…');
  await expect(demander).toBeHidden();
  liberer();
  await expect(statut).toHaveText(
    /Aucun intervenant de ce nom dans l’académie. Contactez le gestionnaire IMAGIN/,
  );
  await expect(demander).toBeVisible();
  await expect(suggestions(page, 'nom')).toHaveCount(0);
  // Enter does not convoke anybody from there.
  await champNom(page).press('Enter');
  await expect(fenetre(page)).toBeVisible();
  await page.unroute('**/api/intervenants/chercher*');

  // Without an answer nobody is said to be unknown; Enter asks again.
  await context.setOffline(true);
  await champNom(page).fill('garrigues');
  await expect(statut).toContainText('Le service n’a pas pu répondre à temps.');
  await expect(demander).toBeHidden();
  await champDiscipline(page).fill('lettres');
  await expect(statutDiscipline).toContainText('Le service n’a pas pu répondre à temps.');
  await context.setOffline(false);
  await champNom(page).press('Enter');
  await expect(suggestions(page, 'nom').first()).toContainText('GARRIGUES');

  // Enter loads the discipline that is typed, or shows those that it may be.
  await champDiscipline(page).press('Enter');
  await expect(statutDiscipline).toHaveText(/^2\sdisciplines\s: choisissez\.$/);
  await expect(suggestions(page, 'discipline')).toHaveCount(2);
  await expect(champDiscipline(page)).toHaveValue('lettres');
  await expect(identifies(page)).toHaveCount(0);
  await champDiscipline(page).fill('anglais');
  await champDiscipline(page).press('Enter');
  await expect(identifies(page)).toHaveCount(13);
  await expect(statutDiscipline).toHaveText(/^13\sintervenants$/);
});

test('qui est déjà convoqué est montré et ne se coche pas', async ({ page }) => {
  await ouvrir(page, '/missions/171747');
  await attendreLignes(page, 4);
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await expect(identifies(page)).toHaveCount(1);
  await expect(identifies(page).first()).toContainText('déjà convoqué à cette mission');
  await expect(identifies(page).getByRole('checkbox')).toBeDisabled();
  await expect(identifies(page).getByRole('checkbox')).not.toBeChecked();
  await convoquer(page).click();
  await expect(fenetre(page).getByRole('alert')).toContainText('Cochez au moins un intervenant.');
  await attendreLignes(page, 4);
});

test('Tout sélectionner coche et décoche, sauf les déjà convoqués', async ({ page }) => {
  await ouvrir(page, '/missions/171747');
  await creer(page);
  await chercherDiscipline(page, 'geographie', HG);
  await expect(identifies(page)).toHaveCount(11);
  const tout = fenetre(page).getByLabel('Tout sélectionner');
  await expect(tout).toBeChecked();
  await expect(convoquer(page)).toHaveText(/^Convoquer 8\sintervenants$/);
  await tout.uncheck();
  await expect(convoquer(page)).toHaveText('Convoquer');
  await expect(identifies(page).getByRole('checkbox', { checked: true })).toHaveCount(0);
  await tout.check();
  await expect(convoquer(page)).toHaveText(/^Convoquer 8\sintervenants$/);
  await identifies(page).getByRole('checkbox', { disabled: false }).first().uncheck();
  await expect(tout).not.toBeChecked();
});

test('sans date, un message et rien d’écrit', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await expect(jours(page)).toHaveCount(1);
  await jours(page).getByRole('button', { name: 'Retirer – lundi 1er février 2021' }).click();
  await expect(jours(page)).toHaveCount(0);
  await convoquer(page).click();
  await expect(fenetre(page).getByRole('alert')).toContainText(
    'Rien n’a été enregistré. Sélectionnez au moins une date d’affectation.',
  );
  await expect(question(page)).toHaveCount(0);
  await page.goto('/missions/172278');
  await attendreLignes(page, 1);
});

test('le refus se voit depuis le bouton', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await convoquer(page).click();
  const refus = fenetre(page).getByRole('alert');
  await expect(refus).toContainText('Cochez au moins un intervenant.');
  await expect(refus).toBeInViewport();
});

test('des heures inversées ou manquantes sont refusées en nommant le jour', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  const debut = fenetre(page).getByLabel('Heure de début – lundi 1er février 2021');
  const fin = fenetre(page).getByLabel('Heure de fin – lundi 1er février 2021');
  await debut.fill('14:00');
  await expect(fin).toHaveAttribute('aria-invalid', 'true');
  await convoquer(page).click();
  await expect(fenetre(page).getByRole('alert')).toContainText(
    /Le lundi\s1er février 2021, l’heure de fin doit suivre l’heure de début./,
  );
  await debut.fill('');
  await convoquer(page).click();
  await expect(fenetre(page).getByRole('alert')).toContainText('Indiquez l’heure de début et l’heure de fin');
  await debut.fill('08:00');
  await expect(fin).not.toHaveAttribute('aria-invalid', 'true');
  await convoquer(page).click();
  await attendreLignes(page, 2);
});

test('un texte trop long est compté, refusé, et reste à son auteur', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  const texte = fenetre(page).getByLabel('Texte d’observation');
  await texte.fill('é'.repeat(995));
  await expect(fenetre(page)).toContainText(/5\scaractères restants/);
  await texte.fill('é'.repeat(1002));
  await expect(fenetre(page)).toContainText(/2\scaractères de trop/);
  await convoquer(page).click();
  await expect(fenetre(page).getByRole('alert')).toContainText(/1\s000\scaractères au plus, 1\s002 saisis/);
  await expect(texte).toHaveValue('é'.repeat(1002));
});

test('Échap et Annuler laissent tout en l’état', async ({ page }) => {
  await ouvrir(page, '/missions/172272');
  for (const sortir of [
    () => page.keyboard.press('Escape'),
    () => fenetre(page).getByRole('link', { name: 'Annuler' }).click(),
    () => fenetre(page).getByRole('link', { name: 'Fermer' }).click(),
    () => page.goBack(),
  ]) {
    await creer(page);
    await chercherNom(page, 'garrigues', /HISTOIRE/);
    await fenetre(page).getByLabel('Code salle').fill('999');
    await fenetre(page).getByLabel('Texte d’observation').fill('Abandonné.');
    await fenetre(page).getByLabel('Code salle').focus();
    await sortir();
    await expect(fenetre(page)).toHaveCount(0);
    await expect(page).toHaveURL(/\/missions\/172272$/);
  }
  await creer(page);
  await expect(identifies(page)).toHaveCount(0);
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('');
  await expect(fenetre(page).getByLabel('Texte d’observation')).not.toHaveValue('Abandonné.');
  await page.goto('/missions/172272');
  await attendreLignes(page, 0);
  await expect(messages(page).getByRole('listitem')).toHaveCount(0);
});

test('une réponse qui arrive après la fermeture de la fenêtre ne gêne rien', async ({ page }) => {
  await ouvrir(page, '/missions/172272');
  await creer(page);
  let liberer = (): void => {};
  const retenue = new Promise<void>((r) => (liberer = r));
  await page.route('**/api/intervenants/disponibilites*', async (route) => {
    await retenue;
    await route.continue();
  });
  const demandee = page.waitForRequest('**/api/intervenants/disponibilites*');
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await demandee;
  await page.keyboard.press('Escape');
  await expect(fenetre(page)).toHaveCount(0);
  const arrivee = page.waitForResponse('**/api/intervenants/disponibilites*');
  liberer();
  await (await arrivee).finished();
  await creer(page);
  await expect(identifies(page)).toHaveCount(0);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await expect(identifies(page)).toHaveCount(1);
});

test('une fenêtre fermée avant sa réponse ne ferme pas la suivante', async ({ page }) => {
  await ouvrir(page, '/missions/172272');
  await attendreLignes(page, 0);
  let liberer = (): void => {};
  const retenue = new Promise<void>((r) => (liberer = r));
  await page.route('**/api/missions/convoquer*', async (route) => {
    await retenue;
    await route.continue();
  });
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  const demandee = page.waitForRequest('**/api/missions/convoquer*');
  await convoquer(page).click();
  await demandee;
  await page.keyboard.press('Escape');
  await expect(fenetre(page)).toHaveCount(0);
  await creer(page);
  await fenetre(page).getByLabel('Code salle').fill('B 12');
  liberer();
  // The list behind says that it is done; what is being typed stays.
  await attendreLignes(page, 1);
  await expect(fenetre(page).getByLabel('Code salle')).toHaveValue('B 12');
});

test('Échap dans une liste de suggestions ne ferme qu’elle', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await champNom(page).pressSequentially('garri');
  await expect(suggestions(page, 'nom').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(suggestions(page, 'nom').first()).toBeHidden();
  await expect(fenetre(page)).toBeVisible();
  await expect(champNom(page)).toHaveValue('garri');
  await page.keyboard.press('Escape');
  await expect(fenetre(page)).toHaveCount(0);
});

/** Notes each request that convokes. */
function demandes(page: Page): { corps: string; type: string; adresse: string }[] {
  const vues: { corps: string; type: string; adresse: string }[] = [];
  page.on('request', (r) => {
    if (r.url().includes('missions/convoquer')) {
      vues.push({ corps: r.postData() ?? '', type: r.headers()['content-type'] ?? '', adresse: r.url() });
    }
  });
  return vues;
}

test('un double clic ou une demande rejouée convoquent une seule fois', async ({ page, serveur }) => {
  const vues = demandes(page);
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await convoquer(page).dblclick();
  await attendreLignes(page, 2);
  await expect(messages(page).getByRole('listitem')).toHaveCount(1);
  const [demande] = vues;
  expect(demande).toBeDefined();
  const rejouee = await page.request.post(demande?.adresse ?? '', {
    data: demande?.corps ?? '',
    headers: { 'content-type': demande?.type ?? '', origin: serveur.url },
  });
  expect(rejouee.ok()).toBe(true);
  await page.reload();
  await attendreLignes(page, 2);
});

test('qui est convoqué entre-temps par un autre est nommé, et personne ne l’est', async ({ page, autrePage, surveillance }) => {
  surveillance.prevoir(/missions\/convoquer/);
  await ouvrir(page, '/missions/172278');
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await chercherNom(page, 'nogues', /HISTOIRE/);

  const secretaire = await autrePage('secretaire');
  await ouvrir(secretaire, '/missions/172278');
  await creer(secretaire);
  await chercherNom(secretaire, 'garrigues', /HISTOIRE/);
  await convoquer(secretaire).click();
  await attendreLignes(secretaire, 2);

  await convoquer(page).click();
  const refus = 'Rien n’a été enregistré. GARRIGUES Étienne est déjà convoqué à cette mission';
  await expect(fenetre(page).getByRole('alert')).toContainText(refus);
  await expect(identifies(page)).toHaveCount(2);
  await caseDe(page, 'GARRIGUES Étienne').uncheck();
  await convoquer(page).click();
  await attendreLignes(page, 3);
  await expect(messages(page)).toContainText(refus);
});

test('le filtre par mot-clé garde les lignes qui correspondent', async ({ page }) => {
  await ouvrir(page, '/missions/172418');
  await attendreLignes(page, 10);
  const mot = page.getByLabel('Filtrer par mot-clé');
  await mot.fill('evrard');
  await expect(convoques(page).locator('caption')).toHaveText(/\(1\sligne sur 10\)/);
  await expect(lignes(page)).toHaveCount(1);
  await expect(ligne(page, 'ÉVRARD')).toBeVisible();
  await mot.press('Enter');
  await expect(lignes(page)).toHaveCount(1);
  await mot.fill('personne de ce nom');
  await expect(page.getByText('Aucune ligne ne correspond à ce mot-clé.')).toBeVisible();
  await mot.fill('');
  await attendreLignes(page, 10);
});

test('les résumés d’affectation du mémo', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await expect(cellule(lignes(page).first(), 'Affectation')).toHaveText(
    'Convoquée par centre, Correcteur, salle 205, Com. 3GHG, Dates spéc',
  );
  await page.goto('/missions/172418');
  await attendreLignes(page, 10);
  for (const rangee of await lignes(page).all()) {
    await expect(cellule(rangee, 'Affectation')).toHaveText(
      'Convoquée par centre, Correcteur, Com. TGPCECE, Dates spéc, Obs. spéc',
    );
  }
});
