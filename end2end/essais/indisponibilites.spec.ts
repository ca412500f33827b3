// Recording when people cannot be called: what it hits, changing it, taking it back.
import { readFile } from 'node:fs/promises';
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, fenetre, messages, telecharger } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { aplani, textePdf } from '../outils/papier.ts';

const lignes = (page: Page) => page.locator('#indisponibilites tbody tr');
const saisie = (page: Page) => page.locator('#saisie');

/** The form of a new one, for somebody of the établissement. */
async function nouvelle(page: Page, mot: string): Promise<void> {
  await ouvrir(page, `/indisponibilites/nouvelle?mot=${mot}`);
  await expect(page.getByRole('heading', { name: 'Saisir une indisponibilité', level: 1 })).toBeVisible();
}

test('saisir pour deux personnes, voir ce que cela touche, remplacer', async ({ page, surveillance }) => {
  surveillance.prevoir(/indisponibilites\/creer/);
  await ouvrir(page, '/');
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Saisie d’indisponibilité' }).click();
  await expect(page.getByRole('heading', { name: 'Saisie d’indisponibilité', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Saisir une indisponibilité' }).click();
  await page.getByLabel(/^Filtrer les personnes/).fill('d arras');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page.getByText('1 personne trouvée.')).toBeVisible();
  await page.getByRole('checkbox', { name: /D'ARRAS/ }).check();
  // Another search keeps who is ticked.
  await page.getByLabel(/^Filtrer les personnes/).fill('puech');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page.getByRole('checkbox', { name: /D'ARRAS/ })).toBeChecked();
  await page.getByRole('checkbox', { name: /PUECH/ }).check();

  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(saisie(page).getByRole('alert')).toContainText('Indiquez le premier jour');
  await expect(saisie(page).getByRole('alert')).toContainText('Choisissez un motif');
  await page.getByLabel('Premier jour', { exact: true }).fill('2021-02-01');
  await page.getByLabel(/^Dernier jour/).fill('2021-02-05');
  await expect(page.locator('.imagin-apercu')).toContainText('1 convocation tombe pendant cette période');
  await expect(page.locator('.imagin-apercu')).toContainText("D'ARRAS Sarah-Anna");
  await page.getByLabel('Motif').selectOption({ label: 'Formation' });
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page).toHaveURL(/\/indisponibilites\?saisies=/);
  await expect(page.getByRole('heading', { name: 'Ce qui vient d’être saisi' })).toBeVisible();
  await expect(lignes(page)).toHaveCount(2);
  await attendreMessage(page, 'Indisponibilité saisie pour 2 personnes. Une convocation tombe');
  const touchee = lignes(page).filter({ hasText: "D'ARRAS" });
  await expect(touchee).toContainText('du 01/02/2021 au 05/02/2021');
  // Changing it tells what it would hit, before and after it is saved.
  await touchee.getByRole('link', { name: /^Modifier/ }).click();
  await animee(page);
  const apercu = page.locator('.imagin-apercu');
  await page.getByLabel('Premier jour', { exact: true }).fill('2021-02-05');
  await expect(apercu).toContainText('Aucune convocation ne tombe pendant cette période');
  await page.getByLabel('Premier jour', { exact: true }).fill('2021-02-01');
  await expect(apercu).toContainText('1 convocation tombe pendant cette période');
  await page.getByLabel('Motif').selectOption({ label: 'Jury ou concours' });
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await attendreMessage(page, "Indisponibilité de D'ARRAS Sarah-Anna modifiée : du 01/02/2021 au 05/02/2021. Une convocation tombe");
  await expect(touchee).toContainText('Modifiée par');
  await touchee.getByRole('link', { name: /^Remplacer D'ARRAS/ }).click();
  await expect(page.getByRole('dialog', { name: /^Remplacer/ })).toBeVisible();

  // The window that convokes says it too.
  await ouvrir(page, '/controle');
  await expect(page.locator('#conflits tbody').getByRole('row').filter({ hasText: '172278' })).toContainText(
    'est déclaré indisponible',
  );
});

test('ce qui se coche pendant qu’une liste arrive reste coché', async ({ page, surveillance }) => {
  surveillance.prevoir(/indisponibilites\/creer/);
  const liste = '**/api/indisponibilites/choix*';
  const personne = (nom: RegExp) => page.getByRole('checkbox', { name: nom });
  /** Asks for another list, which comes once the function given back is called. */
  const filtrer = async (mot: string): Promise<() => Promise<void>> => {
    let laisser = () => {};
    const attente = new Promise<void>((suite) => (laisser = suite));
    await page.route(
      liste,
      async (route) => {
        await attente;
        await route.continue();
      },
      { times: 1 },
    );
    const demandee = page.waitForRequest(liste);
    await page.getByLabel(/^Filtrer les personnes/).fill(mot);
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await demandee;
    return async () => {
      const venue = page.waitForResponse(liste);
      laisser();
      await venue;
    };
  };
  await nouvelle(page, 'd arras');
  // Ticked when the next list is asked for, which was told so, and unticked since.
  await personne(/D'ARRAS/).check();
  let arrive = await filtrer('puech');
  await personne(/D'ARRAS/).uncheck();
  await arrive();
  await expect(personne(/PUECH/)).toBeVisible();
  await expect(personne(/D'ARRAS/)).not.toBeChecked();
  // Ticked once it is asked for: she is in the list that comes.
  arrive = await filtrer('');
  await personne(/PUECH/).check();
  await arrive();
  await expect(page.getByText(/^\d+\spersonnes trouvées/)).toBeVisible();
  await expect(personne(/PUECH/)).toBeChecked();
  // And left out by the list that comes.
  arrive = await filtrer('puech');
  await personne(/D'ARRAS/).check();
  await arrive();
  await expect(page.getByText('1 personne trouvée.')).toBeVisible();
  await expect(personne(/D'ARRAS/)).toBeChecked();
  await expect(personne(/PUECH/)).toBeChecked();
  await expect(page.locator('#personnes input:checked')).toHaveCount(2);
  // What is recorded is what is ticked.
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(saisie(page).getByRole('alert')).toContainText('Indiquez le premier jour');
  await page.getByLabel('Premier jour', { exact: true }).fill('2021-02-22');
  await page.getByLabel('Motif').selectOption({ label: 'Formation' });
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await attendreMessage(page, 'Indisponibilité saisie pour 2 personnes.');
});

test('modifier, terminer plus tôt, supprimer et reprendre', async ({ page, surveillance }) => {
  surveillance.prevoir(/indisponibilites\/terminer/);
  await nouvelle(page, 'puech');
  await page.getByRole('checkbox', { name: /PUECH/ }).check();
  await page.getByLabel('Premier jour', { exact: true }).fill('2021-03-01');
  await page.getByLabel(/^Dernier jour/).fill('2021-03-31');
  await page.getByRole('checkbox', { name: 'mercredi' }).check();
  await page.getByRole('checkbox', { name: 'vendredi' }).check();
  await page.getByLabel('Moment de la journée').selectOption({ label: 'Le matin seulement' });
  await page.getByLabel('Motif').selectOption({ label: 'Temps partiel' });
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(lignes(page)).toHaveCount(2);
  const mercredi = lignes(page).filter({ hasText: 'chaque mercredi, du 01/03/2021 au 31/03/2021, le matin' });
  await mercredi.getByRole('link', { name: /^Modifier/ }).click();
  await expect(page.getByRole('heading', { name: 'Indisponibilité de PUECH Colette', level: 1 })).toBeVisible();
  await animee(page);
  await sansViolation(page, 'indisponibilite');
  // As a browser that does not mind the bounds of the field.
  await page.getByLabel('Nouveau dernier jour').evaluate((champ) => champ.removeAttribute('max'));
  await page.getByLabel('Nouveau dernier jour').fill('2021-04-15');
  await page.getByRole('button', { name: 'Terminer plus tôt' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'finit déjà le 31/03/2021' })).toBeVisible();
  await page.getByLabel('Nouveau dernier jour').fill('2021-03-12');
  await page.getByRole('button', { name: 'Terminer plus tôt' }).click();
  await attendreMessage(page, 'Indisponibilité de PUECH Colette modifiée : chaque mercredi, du 01/03/2021 au 12/03/2021');

  // With those that the demonstration has.
  await ouvrir(page, '/indisponibilites?mot=puech');
  const vendredi = lignes(page).filter({ hasText: 'chaque vendredi, du 01/03/2021' });
  await vendredi.getByRole('button', { name: /^Supprimer/ }).click();
  await expect(vendredi).toHaveCount(0);
  await attendreMessage(page, 'supprimée.');
  await messages(page).getByRole('button', { name: 'Annuler la suppression – PUECH Colette' }).click();
  await attendreMessage(page, 'rétablie.');
  await expect(vendredi).toHaveCount(1);
});

test('la liste se filtre, se trie, s’exporte et se réimporte', async ({ page }) => {
  // Three pages tried by axe, each four times.
  test.slow();
  await ouvrir(page, '/indisponibilites');
  await sansViolation(page, 'indisponibilites');
  const premiere = await lignes(page).first().innerText();
  await page.getByRole('link', { name: 'Nom', exact: true }).click();
  await expect(page).toHaveURL(/tri=nom/);
  // The filters come again with the list.
  await expect(page.locator('#indisponibilites th[aria-sort=ascending]')).toContainText('Nom');
  await expect(lignes(page).first()).not.toHaveText(premiere);
  await page.getByLabel('Motif').selectOption({ label: 'Formation' });
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page).toHaveURL(/motif=formation/);
  await expect(lignes(page).filter({ hasNotText: 'Formation' })).toHaveCount(0);
  await expect(lignes(page)).not.toHaveCount(0);
  const telechargement = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Exporter (CSV)' }).click();
  const fichier = await telechargement;
  const chemin = await fichier.path();
  expect(await readFile(chemin, 'utf8')).toMatch(/^\uFEFFmatricule;nom;discipline;etablissement;du;au;/);
  // Printed, without the reason, as the page says.
  await expect(page.getByText('La liste imprimée ne donne ni le motif ni le commentaire')).toBeVisible();
  const [nom = ''] = (await lignes(page).first().getByRole('rowheader').innerText()).split(' ');
  const papier = await telecharger(page, () => page.getByRole('link', { name: 'Imprimer la liste (PDF)' }).click());
  const texte = await textePdf(papier.octets);
  expect(texte).toContain(aplani(nom));
  expect(texte).not.toContain('Formation');

  await page.getByRole('link', { name: 'Importer un fichier (CSV)' }).click();
  await expect(page.getByRole('heading', { name: 'Importer des indisponibilités', level: 1 })).toBeVisible();
  await sansViolation(page, 'indisponibilites-import');
  await page.getByLabel(/^Fichier CSV/).setInputFiles(chemin);
  await page.getByRole('button', { name: 'Importer' }).click();
  await expect(page.getByRole('heading', { name: 'Rapport du dernier import' })).toBeVisible();
  // What was exported says what is known.
  await expect(page.getByRole('status')).toContainText(/0\scréée, 0\smodifiée, \d+\sinchangée/);
  // Other days: what they hit is told, with the way to what was recorded.
  const [, premier = ''] = (await readFile(chemin, 'utf8')).split('\n');
  const [matricule = ''] = premier.split(';');
  await page.getByLabel(/^Fichier CSV/).setInputFiles({
    name: 'neuf.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`matricule;du;au;motif\n${matricule};2020-09-01;2021-07-05;autre\n`),
  });
  await page.getByRole('button', { name: 'Importer' }).click();
  await expect(page.getByRole('status')).toContainText(/1\scréée/);
  await expect(page.getByText(/tombe(nt)? pendant ces périodes/)).toBeVisible();
  await page.getByRole('link', { name: 'Voir ce qui vient d’être saisi' }).click();
  await expect(page.getByRole('heading', { name: 'Ce qui vient d’être saisi' })).toBeVisible();
  await expect(lignes(page)).toHaveCount(1);
  await ouvrir(page, '/indisponibilites/importer');
  await page.getByLabel(/^Fichier CSV/).setInputFiles({
    name: 'faux.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('matricule;du;au;motif\nX1;2021-02-01;;autre\n'),
  });
  await page.getByRole('button', { name: 'Importer' }).click();
  await expect(page.locator('#refus')).toContainText('Personne n’a le matricule « X1 »');
  await sansViolation(page, 'indisponibilites-rapport');
});

test('le formulaire, plein, en défaut et au clavier', async ({ page, surveillance }) => {
  surveillance.prevoir(/indisponibilites\/creer/);
  await nouvelle(page, '');
  await sansViolation(page, 'indisponibilite-nouvelle');
  await page.getByRole('button', { name: 'Tout cocher' }).click();
  await page.getByLabel('Premier jour', { exact: true }).fill('2021-02-01');
  await page.getByLabel(/^Dernier jour/).fill('2021-02-12');
  await expect(page.locator('.imagin-apercu')).toContainText(/\d+\sconvocations? tombe/);
  await page.getByLabel('Motif').selectOption({ label: 'Raison médicale' });
  await page.getByLabel(/^Commentaire/).fill('ne se dit pas');
  await page.getByRole('button', { name: 'Enregistrer' }).focus();
  await page.keyboard.press('Enter');
  await expect(saisie(page).getByRole('alert')).toContainText('Une raison médicale ne se détaille pas');
  await sansViolation(page, 'indisponibilite-refusee');
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('saisir, être refusé sans rien perdre, supprimer, reprendre, importer', async ({ page }) => {
    await page.goto('/indisponibilites/nouvelle?mot=puech');
    await page.getByRole('checkbox', { name: /PUECH/ }).check();
    await page.getByLabel('Premier jour', { exact: true }).fill('2021-02-05');
    await page.getByLabel(/^Dernier jour/).fill('2021-02-01');
    await page.getByLabel('Motif').selectOption({ label: 'Autre' });
    await page.getByLabel(/^Commentaire/).fill('Réunion');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await attendreMessage(page, 'Le dernier jour précède le premier');
    expect(page.url()).not.toContain('union');
    await expect(page.getByRole('checkbox', { name: /PUECH/ })).toBeChecked();
    await expect(page.getByLabel(/^Commentaire/)).toHaveValue('Réunion');
    await page.getByLabel(/^Dernier jour/).fill('2021-02-06');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect(page).toHaveURL(/saisies=\d+$/);
    await expect(lignes(page)).toHaveCount(1);
    await lignes(page).getByRole('button', { name: /^Supprimer/ }).click();
    await attendreMessage(page, 'supprimée.');
    await messages(page).getByRole('button', { name: /^Annuler la suppression/ }).click();
    await attendreMessage(page, 'rétablie.');
    await page.goto('/indisponibilites/importer');
    await page.getByLabel(/^Fichier CSV/).setInputFiles({
      name: 'vide.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('a;b\n1;2\n'),
    });
    await page.getByRole('button', { name: 'Importer' }).click();
    await expect(page.getByRole('alert')).toContainText('ne nomme aucune colonne connue');
  });
});

test.describe('intervenant', () => {
  test.use({ compte: 'intervenant' });

  test('n’a pas de personnel', async ({ page }) => {
    await ouvrir(page, '/indisponibilites');
    await expect(page.getByRole('alert')).toContainText('Votre compte ne permet pas cette action');
    await expect(page.getByRole('link', { name: 'Consultation des personnels' })).toHaveCount(0);
    await expect(fenetre(page)).toHaveCount(0);
  });
});
