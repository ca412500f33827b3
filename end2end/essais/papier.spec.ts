import { sansViolation } from '../outils/axe.ts';
import { cellule, creer, chercherNom, convoquer, attendreLignes, jour, jours, fenetre, ligne, lignes, telecharger } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { aplani, contenuZip, lignesCsv, textePdf } from '../outils/papier.ts';

const boutonZip = (page: Page) => page.getByRole('button', { name: /^Télécharger convocations \(zip\)/ });
const portee = (page: Page) => page.locator('#portee');

test('la convocation en PDF, et la même en page accessible', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  const rangee = ligne(page, "D'ARRAS");
  const { nom, octets } = await telecharger(page, () =>
    rangee.getByRole('link', { name: /^Editer la convocation/ }).click(),
  );
  expect(nom).toBe('172278_D-ARRAS-Sarah-Anna_convocation.pdf');
  expect(octets.subarray(0, 5).toString()).toBe('%PDF-');
  expect(octets.length).toBeLessThanOrEqual(60_000);
  const pdf = await textePdf(octets);
  for (const attendu of [
    'CONVOCATION',
    'ACADÉMIE DE TOULOUSE',
    "Madame Sarah-Anna D'ARRAS",
    'LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)',
    'Mission n° 172278',
    'C001C, Histoire-géographie 3ème éval',
    'En qualité de Correcteur',
    'Salle 205',
    'Commission 3GHG',
    'mardi 2 février 2021 8 h 30 12 h 30',
    'jeudi 4 février 2021 8 h 30 12 h 30',
    'Hélène CASTAGNÈDE',
    'Proviseure',
  ]) {
    expect(pdf).toContain(aplani(attendu));
  }

  await rangee.getByRole('link', { name: 'Page' }).click();
  await expect(page.getByRole('heading', { name: 'Convocation', level: 1, exact: true })).toBeVisible();
  await expect(page).toHaveTitle(/^Convocation 172278-\d+ – D['’]ARRAS Sarah-Anna – Imagin$/);
  await expect(page.getByRole('link', { name: 'Retour à la mission' })).toHaveAttribute('href', '/missions/172278');
  const menu = page.getByRole('navigation', { name: 'Menu' });
  await expect(menu.getByRole('link', { name: 'Convocation par mission' })).toHaveAttribute('aria-current', 'page');
  // Word for word: whatever the page says, the paper says too.
  const lettre = page.locator('article');
  const mots = (texte: string) => aplani(texte).toLocaleLowerCase('fr');
  const surPapier = mots(pdf).replaceAll(' ', '');
  const feuilles = lettre.locator('h1, h2, p, dt, dd, th, td, caption, address > span');
  const textes = await feuilles.allTextContents();
  expect(textes.length).toBeGreaterThan(30);
  // The code to check the letter stands under its drawing, without the words around it.
  const code = /code\s(\S+)$/.exec(textes.find((t) => t.startsWith('Pour vérifier')) ?? '')?.[1] ?? '';
  expect(code).toHaveLength(29);
  expect(surPapier).toContain(mots(code).replaceAll('\u2011', '-'));
  for (const texte of textes.filter((t) => !t.startsWith('Signature') && !t.startsWith('Pour vérifier'))) {
    expect(surPapier, texte).toContain(mots(texte).replaceAll(' ', ''));
  }
  const encore = await telecharger(page, () => page.getByRole('link', { name: 'Télécharger le PDF' }).click());
  expect(encore.nom).toBe(nom);
  expect(await textePdf(encore.octets)).toBe(pdf);
  const agenda = await telecharger(page, () => page.getByRole('link', { name: 'Agenda (.ics)' }).click());
  expect(agenda.nom).toBe('172278_D-ARRAS-Sarah-Anna_convocation.ics');
  const dates = new TextDecoder().decode(agenda.octets);
  expect(dates.match(/^DT(START|END);.*/gm)).toEqual([
    'DTSTART;TZID=Europe/Paris:20210202T083000',
    'DTEND;TZID=Europe/Paris:20210202T123000',
    'DTSTART;TZID=Europe/Paris:20210204T083000',
    'DTEND;TZID=Europe/Paris:20210204T123000',
  ]);
});

test('sur la page aussi, une adresse se lit ligne par ligne', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('link', { name: 'Page' }).click();
  const lignesAdresse = page.locator('article address > span');
  await expect(lignesAdresse.first()).toBeVisible();
  const hauts = await lignesAdresse.evaluateAll((l) => l.map((e) => Math.round(e.getBoundingClientRect().top)));
  expect(new Set(hauts).size).toBe(hauts.length);
});

test('une convocation longue tient sur plusieurs pages numérotées', async ({ page }) => {
  await ouvrir(page, '/missions/172272');
  await creer(page);
  await chercherNom(page, 'saint-hilaire marie-charlotte', /Marie-Charlotte Bérengère/);
  // Every possible day of February.
  const possibles = fenetre(page).locator('.imagin-calendrier__jour--possible');
  for (const jourPossible of await possibles.all()) {
    if ((await jourPossible.getAttribute('aria-selected')) === 'false') await jourPossible.click();
  }
  const nombre = await jours(page).count();
  expect(nombre).toBeGreaterThanOrEqual(10);
  const observation = Array.from({ length: 12 }, (_, i) => `Consigne ${i + 1} : ${'mot '.repeat(15)}`).join('\n');
  await fenetre(page).getByLabel('Texte d’observation').fill(observation);
  await convoquer(page).click();
  await page.getByRole('dialog', { name: 'Saisie sur la mission' }).getByRole('button', { name: 'Non' }).click();
  await attendreLignes(page, 1);
  const { nom, octets } = await telecharger(page, () =>
    lignes(page).first().getByRole('link', { name: /^Editer/ }).click(),
  );
  expect(nom).toMatch(/^172272_SAINT-HILAIRE-DE-MONTFERRAND-LASSALLE-Marie-Charlotte-Berengere_convocation\.pdf$/);
  const pdf = await textePdf(octets);
  expect(pdf).toContain('Consigne 12 :');
  expect(pdf.match(/février 2021 /g)?.length).toBeGreaterThanOrEqual(nombre);
  expect(pdf).toMatch(/2\s?\/\s?2|page 2/i);
});

test('le ZIP contient ce que le bouton annonce, avec un index', async ({ page }) => {
  await ouvrir(page, '/missions/172418');
  await expect(boutonZip(page)).toHaveText('Télécharger convocations (zip) (10)');
  await expect(portee(page)).toHaveText(/^10\sconvocations concernées sur 10\slignes affichées\.$/);
  // Held back on its way, it is stopped; nothing is offered, and it can be asked for again.
  const adresse = '**/missions/172418/convocations.zip';
  await page.route(adresse, () => {});
  await boutonZip(page).click();
  await expect(page.getByRole('progressbar', { name: /^0\slettre reçue sur 10$/ })).toBeVisible();
  await sansViolation(page, 'archive en cours');
  await page.getByRole('button', { name: 'Arrêter' }).click();
  await expect(page.locator('#archive-fin')).toHaveText(/^Téléchargement arrêté\s: aucun fichier n’est enregistré\.$/);
  await expect(boutonZip(page)).toBeFocused();
  await page.unroute(adresse);
  const { nom, octets } = await telecharger(page, () => boutonZip(page).click());
  await expect(page.locator('#archive-fin')).toHaveText(/^Archive complète\s: 10\slettres\.$/);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  expect(nom).toBe('172418_convocations.zip');
  const fichiers = contenuZip(octets);
  const pdfs = Object.keys(fichiers).filter((f) => f.endsWith('.pdf'));
  expect(pdfs).toHaveLength(10);
  expect(Object.keys(fichiers)).toHaveLength(11);
  for (const f of Object.keys(fichiers)) expect(f).toMatch(/^[A-Za-z0-9._-]+$/);
  expect(pdfs).toContain('172418_NUNEZ-Raphael_convocation.pdf');
  const evrard = fichiers['172418_EVRARD-Zoe_convocation.pdf'];
  expect(await textePdf(evrard ?? new Uint8Array())).toContain('Madame Zoé ÉVRARD');
  const index = lignesCsv(fichiers['index.csv'] ?? new Uint8Array());
  expect(index[0]).toMatch(/^\uFEFFFichier;Nom;Prénom;/);
  expect(index).toHaveLength(11);
  for (const f of pdfs) expect(index.filter((l) => l.startsWith(`${f};`))).toHaveLength(1);
});

test('le ZIP suit le filtre', async ({ page }) => {
  await ouvrir(page, '/missions/172418');
  await page.getByLabel('Filtrer par mot-clé').fill('bonnefous');
  await expect(boutonZip(page)).toHaveText('Télécharger convocations (zip) (1)');
  await expect(portee(page)).toHaveText(
    /^1\sconvocation concernée sur 1\sligne affichée \(hors\s: 9\smasquées par le filtre\)\.$/,
  );
  const { octets } = await telecharger(page, () => boutonZip(page).click());
  expect(Object.keys(contenuZip(octets)).sort()).toEqual(['172418_BONNEFOUS-Claire_convocation.pdf', 'index.csv']);
  await page.getByLabel('Filtrer par mot-clé').fill('personne');
  await expect(boutonZip(page)).toBeDisabled();
});

test('le ZIP ne contient que ce dont on est l’auteur', async ({ page, autrePage }) => {
  await ouvrir(page, '/missions/171747');
  await expect(boutonZip(page)).toHaveText('Télécharger convocations (zip) (3)');
  await expect(portee(page)).toHaveText(
    /^3\sconvocations concernées sur 4\slignes affichées \(hors\s: 1\scréée par une autre personne\)\.$/,
  );
  const { octets } = await telecharger(page, () => boutonZip(page).click());
  expect(Object.keys(contenuZip(octets))).toHaveLength(4);
  expect(Object.keys(contenuZip(octets)).filter((f) => f.includes('MARTIN-Anne'))).toHaveLength(1);

  const secretaire = await autrePage('secretaire');
  await ouvrir(secretaire, '/missions/171747');
  await expect(boutonZip(secretaire)).toBeDisabled();
  await expect(portee(secretaire)).toHaveText(/^Aucune convocation concernée sur 4\slignes affichées/);
});

test('des homonymes dans un ZIP ont chacun leur fichier', async ({ page }) => {
  await ouvrir(page, '/missions/172288');
  await creer(page);
  await chercherNom(page, 'martin anne', /MATHEMATIQUES/);
  await chercherNom(page, 'martin anne', /ANGLAIS – LPO BELLEVUE/);
  await convoquer(page).click();
  await attendreLignes(page, 2);
  const { octets } = await telecharger(page, () => boutonZip(page).click());
  const noms = Object.keys(contenuZip(octets)).filter((f) => f.endsWith('.pdf'));
  expect(new Set(noms).size).toBe(2);
  for (const nom of noms) expect(nom).toMatch(/^172288_MARTIN-Anne_convocation(_\d+)?\.pdf$/);
});

test('modifier change le papier', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await ligne(page, "D'ARRAS").getByRole('link', { name: /^Modifier/ }).click();
  await jour(page, 'jeudi 4 février 2021').click();
  await fenetre(page).getByLabel('Texte d’observation').fill('Venir avec « l’œuvre » n° 3 ; prévoir 2 h.');
  await fenetre(page).getByRole('button', { name: 'Enregistrer' }).click();
  await expect(cellule(ligne(page, "D'ARRAS"), 'Affectation')).toContainText('Obs. spéc');
  const { octets } = await telecharger(page, () =>
    ligne(page, "D'ARRAS").getByRole('link', { name: /^Editer/ }).click(),
  );
  const pdf = await textePdf(octets);
  expect(pdf).toContain("Venir avec « l'œuvre » n° 3 ; prévoir 2 h.");
  expect(pdf).not.toContain('jeudi 4 février');
});
