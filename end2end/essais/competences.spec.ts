// Saisie des compétences, Validation saisie compétences.
import { readFile } from 'node:fs/promises';
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, messages } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Locator, type Page } from '../outils/essai.ts';
import { MOT_DE_PASSE } from '../outils/comptes.ts';

const menu = (page: Page): Locator => page.getByRole('navigation', { name: 'Menu' });
const disciplines = (page: Page): Locator => page.locator('#disciplines tbody tr');
const discipline = (page: Page, nom: string): Locator =>
  disciplines(page).filter({ has: page.getByRole('rowheader', { name: nom, exact: true }) });
const grille = (page: Page): Locator => page.locator('#grille-competences');
const enregistrer = (page: Page): Locator =>
  page.getByRole('button', { name: 'Enregistrer', exact: true });

/** Opens the grid of a discipline from the menu. */
async function saisir(page: Page, nom: string): Promise<void> {
  await ouvrir(page, '/');
  await menu(page).getByRole('link', { name: 'Saisie des compétences' }).click();
  await expect(page.getByRole('heading', { name: 'Saisie des compétences', level: 1 })).toBeVisible();
  await discipline(page, nom).getByRole('link', { name: `Saisir – ${nom}` }).click();
  await expect(page.getByRole('heading', { name: `Saisie des compétences – ${nom}` })).toBeVisible();
}

test('chaque état est dans la liste, et mène où il faut', async ({ page }) => {
  await ouvrir(page, '/competences');
  for (const [nom, etat] of [
    ['ANGLAIS', 'En cours'],
    ['ALLEMAND', 'À valider'],
    ['HISTOIRE GEOGRAPHIE', 'Validée'],
    ['PHILOSOPHIE', 'En cours'],
    ['CHINOIS', 'Non commencée'],
  ] as const) {
    await expect(discipline(page, nom)).toContainText(etat);
  }
  await expect(page.getByText(/Date limite fixée par le rectorat/)).toBeVisible();
  await expect(discipline(page, 'HISTOIRE GEOGRAPHIE').getByRole('link', { name: /^Consulter/ })).toBeVisible();
  await sansViolation(page, 'competences-liste');
  await page.getByLabel('État').selectOption('validee');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page.locator('#disciplines caption')).toContainText(/2\s+disciplines sur/);
  await expect(discipline(page, 'HISTOIRE GEOGRAPHIE')).toBeVisible();
  // What the first page counts is what its list shows.
  await page.goto('/');
  const lien = page.getByRole('link', { name: /les compétences sont à valider/ });
  const nombre = Number.parseInt(await lien.innerText(), 10);
  expect(nombre).toBeGreaterThan(0);
  await lien.click();
  await expect(page.getByLabel('État')).toHaveValue('a-valider');
  await expect(disciplines(page)).toHaveCount(nombre);
  await page.locator('#disciplines').getByRole('link', { name: 'Personnes' }).click();
  await expect(page).toHaveURL(/etat=a(-|%2D)valider&tri=personnes/);
  await expect(disciplines(page)).toHaveCount(nombre);
});

test('une grille se remplit au clavier et par colonne', async ({ page }) => {
  await saisir(page, 'ITALIEN');
  const colonnes = grille(page).getByRole('checkbox', { name: /^Toute la colonne/ });
  await expect(colonnes.first()).toHaveAttribute('tabindex', '0');
  await saisirAuClavier(page);
  await expect(page.getByText(/1\s+changement non enregistré/)).toBeVisible();
  await enregistrer(page).click();
  await expect(page.getByText(/Enregistré\s: 1\scompétence ajoutée/)).toBeVisible();
  await attendreMessage(page, 'Compétences, ITALIEN');
  await expect(page.locator('.imagin-competences__etat')).toContainText('En cours');
  // It is in the database.
  await page.reload();
  await animee(page);
  await expect(page.getByText(/1\s+compétence cochée/)).toBeVisible();
  await expect(page.getByText(/non enregistré/)).toBeHidden();
});

/** From the head of the first column down to the first person, by the keyboard alone. */
async function saisirAuClavier(page: Page): Promise<void> {
  const boites = grille(page).getByRole('checkbox');
  await boites.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(grille(page).locator('tbody').getByRole('checkbox').first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await expect(grille(page).locator('tbody').getByRole('checkbox').first()).toBeChecked();
  // At the edge nothing moves.
  await page.keyboard.press('ArrowLeft');
  await expect(grille(page).locator('tbody').getByRole('checkbox').first()).toBeFocused();
}

test('toute une colonne d’un coup, et ce qui n’est pas enregistré se retrouve', async ({ page }) => {
  await saisir(page, 'SCIENCES DE LA VIE ET DE LA TERRE');
  const colonne = grille(page).getByRole('checkbox', { name: /^Toute la colonne – .*C015/ });
  await colonne.check();
  const premiere = grille(page).getByRole('checkbox', { name: /C015, Sciences de la vie et de la Terre$/ });
  const n = await premiere.count();
  expect(n).toBeGreaterThan(4);
  for (const une of (await premiere.all()).slice(1)) await expect(une).toBeChecked();
  await expect(page.getByText(new RegExp(`(${n - 1})\\s+changements non enregistrés`))).toBeVisible();
  // The tab is closed by mistake.
  const adresse = page.url();
  await page.goto('/compte');
  await page.goto(adresse);
  await animee(page);
  await expect(page.getByText(/changements retrouvés/)).toBeVisible();
  await sansViolation(page, 'competences-brouillon');
  await page.getByRole('button', { name: 'Abandonner ces changements' }).click();
  await expect(page.getByText(/0\s+compétence cochée/)).toBeVisible();
  await page.reload();
  await animee(page);
  await expect(page.getByText(/retrouvés/)).toBeHidden();
  // Of one person alone: the column is filled for them, and for nobody else.
  const nom = await grille(page).locator('tbody th').nth(1).innerText();
  await page.getByLabel('Nom de la personne').fill(nom);
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(grille(page).locator('tbody tr:visible')).toHaveCount(1);
  await colonne.check();
  await expect(page.getByText(/^1\s+compétence cochée, 1\s+changement non enregistré/)).toBeVisible();
});

test('la session expire au milieu, rien n’est perdu', async ({ page, context, surveillance }) => {
  surveillance.prevoir(/competences\/enregistrer/, /401/);
  await saisir(page, 'CHINOIS');
  const premiere = grille(page).locator('tbody').getByRole('checkbox').first();
  await premiere.check();
  await context.clearCookies();
  await enregistrer(page).click();
  await expect(page.getByText(/Votre session a expiré. Vos changements sont gardés/)).toBeVisible();
  await expect(premiere).toBeChecked();
  await sansViolation(page, 'competences-expiree');
  await page.getByRole('link', { name: 'Se connecter de nouveau' }).click();
  await page.getByLabel('Identifiant').fill('chef');
  await page.getByLabel('Mot de passe').fill(MOT_DE_PASSE);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page.getByRole('heading', { name: 'Saisie des compétences – CHINOIS' })).toBeVisible();
  await animee(page);
  await expect(page.getByText(/1\s+changement retrouvé/)).toBeVisible();
  await expect(premiere).toBeChecked();
  await enregistrer(page).click();
  await expect(page.getByText(/Enregistré\s: 1\scompétence ajoutée/)).toBeVisible();
  await expect(page.getByText(/retrouvé/)).toBeHidden();
});

test('partir de l’année d’avant', async ({ page }) => {
  await saisir(page, 'EDUCATION MUSICALE');
  await page.getByRole('link', { name: 'Partir de la saisie de 2020' }).click();
  await expect(page.getByText(/d’après la saisie de 2020/)).toBeVisible();
  await expect(page.getByText(/changements? non enregistrés?/)).toBeVisible();
  await page.getByRole('button', { name: 'Enregistrer et proposer à la validation' }).click();
  await expect(page.getByText('La discipline est à valider.').first()).toBeVisible();
  await expect(page.locator('.imagin-competences__etat')).toContainText('À valider');
});

test('deux personnes sur une grille gardent chacune leurs changements', async ({ page, autrePage }) => {
  await saisir(page, 'ITALIEN');
  const elle = await autrePage('secretaire');
  await ouvrir(elle, page.url());
  await grille(page).locator('tbody').getByRole('checkbox').nth(0).check();
  await grille(elle).locator('tbody').getByRole('checkbox').nth(1).check();
  await enregistrer(page).click();
  await expect(page.getByText(/Enregistré\s: 1\scompétence/)).toBeVisible();
  await enregistrer(elle).click();
  await expect(elle.getByText(/Enregistré\s: 1\scompétence/)).toBeVisible();
  await page.reload();
  await animee(page);
  await expect(page.getByText(/2\s+compétences cochées/)).toBeVisible();
});

test('valider, voir ce qui a changé, rouvrir', async ({ page, autrePage }) => {
  await ouvrir(page, '/validation-competences');
  await expect(discipline(page, 'PHILOSOPHIE')).toContainText('1 ajoutée, 1 retirée');
  await discipline(page, 'PHILOSOPHIE').getByRole('link', { name: /^Voir – / }).click();
  await expect(page.getByRole('heading', { name: /PHILOSOPHIE/, level: 1 })).toBeVisible();
  await expect(page.getByText('Une DNL manque pour l’épreuve de section européenne.').first()).toBeVisible();
  await expect(page.locator('#ecarts')).toContainText('DNL, Allemand');
  await sansViolation(page, 'competences-examen');
  await page.getByRole('button', { name: 'Valider' }).click();
  await expect(page).toHaveURL(/\/validation-competences\?/);
  await attendreMessage(page, 'Compétences validées : PHILOSOPHIE.');
  await expect(discipline(page, 'PHILOSOPHIE')).toContainText('Validée');
  await expect(discipline(page, 'PHILOSOPHIE')).toContainText('par Hélène CASTAGNÈDE');
  await page.getByRole('button', { name: /^Valider les 3/ }).click();
  await attendreMessage(page, 'Compétences validées : ALLEMAND, MATHEMATIQUES, SCIENCES PHYSIQUES ET CHIMIQUES.');
  await sansViolation(page, 'competences-validation');
  await page.goto('/competences');
  await discipline(page, 'ALLEMAND').getByRole('link', { name: /^Consulter/ }).click();
  await expect(page.getByText('Discipline validée : en lecture seule.')).toBeVisible();
  await expect(grille(page).getByRole('checkbox').first()).toBeDisabled();
  await sansViolation(page, 'competences-lecture');

  // The rectorat reopens, with a reason that the établissement reads.
  const rectorat = await autrePage('gestionnaire');
  await ouvrir(rectorat, '/validation-competences');
  await rectorat.getByRole('link', { name: /BELLEVUE/ }).click();
  await discipline(rectorat, 'ALLEMAND').getByRole('link', { name: /^Voir – / }).click();
  await rectorat.getByRole('button', { name: 'Rouvrir la saisie' }).click();
  await attendreMessage(rectorat, 'Indiquez pourquoi la saisie est rouverte');
  await rectorat.getByLabel('Motif, que l’établissement lira').fill('Il manque une section.');
  await rectorat.getByRole('button', { name: 'Rouvrir la saisie' }).click();
  await attendreMessage(rectorat, 'le rectorat a rouvert la saisie');
  await ouvrir(page, '/validation-competences');
  await expect(messages(page).getByText('Il manque une section.').first()).toBeVisible();
  await expect(discipline(page, 'ALLEMAND')).toContainText('En cours');
});

test('le rectorat fixe la date et relance', async ({ page, autrePage }) => {
  const rectorat = await autrePage('gestionnaire');
  await ouvrir(rectorat, '/validation-competences');
  await expect(rectorat.locator('#etablissements')).toContainText('BELLEVUE');
  await sansViolation(rectorat, 'competences-rectorat');
  // Those that are late, to look at and to take away.
  await rectorat.getByLabel('État').selectOption('en-retard');
  await rectorat.getByLabel('Établissement ou UAI').fill('bellevue');
  await rectorat.getByRole('button', { name: 'Filtrer' }).click();
  await expect(rectorat.locator('#etablissements tbody tr')).toHaveCount(1);
  const telechargement = rectorat.waitForEvent('download');
  await rectorat.getByRole('link', { name: 'Exporter (CSV)' }).click();
  const csv = await readFile(await (await telechargement).path(), 'utf8');
  expect(csv).toMatch(/^\uFEFFetablissement;annee;disciplines;/);
  expect(csv.trim().split('\n')).toHaveLength(2);
  await rectorat.getByLabel(/^Date limite de validation/).fill('2021-01-15');
  await rectorat.getByLabel('Consigne aux établissements').fill('Priorité aux spécialités.');
  await rectorat.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await attendreMessage(rectorat, 'date limite fixée au 15/01/2021');
  await rectorat.getByRole('button', { name: 'Relancer maintenant les établissements en retard' }).click();
  await attendreMessage(rectorat, 'relancé');
  await ouvrir(page, '/competences');
  await expect(page.getByText(/Date limite dépassée/)).toBeVisible();
  await expect(page.getByText('Priorité aux spécialités.')).toBeVisible();
  await expect(messages(page).getByText(/Rappel du rectorat/)).toBeVisible();
});

test('exporter et imprimer', async ({ page }) => {
  await ouvrir(page, '/competences');
  const telechargement = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Exporter (CSV)' }).click();
  const fichier = await telechargement;
  expect(fichier.suggestedFilename()).toBe('competences.csv');
  const csv = await readFile(await fichier.path(), 'utf8');
  expect(csv).toMatch(/^\uFEFFmatricule;intervenant;etablissement;discipline;annee;/);
  expect(csv).toContain('HISTOIRE GEOGRAPHIE');
  const impression = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Imprimer (PDF)' }).click();
  expect((await impression).suggestedFilename()).toBe('competences.pdf');
});

test('une compétence validée se voit quand on coche', async ({ page }) => {
  // ESPAGNOL is validated; its last teacher does not mark the written papers of the term.
  await ouvrir(page, '/missions/172289?fenetre=creer');
  const fenetre = page.getByRole('dialog', { name: 'Détails de la convocation' });
  await fenetre.getByRole('combobox', { name: 'Discipline' }).pressSequentially('espagnol');
  await page.locator('#recherche-discipline-liste').getByRole('option').filter({ hasText: 'ESPAGNOL' }).click();
  await expect(fenetre.getByText(/cette épreuve n’est pas parmi ses compétences validées/)).toHaveCount(1);
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('saisir, remplir une colonne, proposer, valider', async ({ page }) => {
    await page.goto('/competences');
    await page.getByLabel('Discipline', { exact: true }).fill('chinois');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(disciplines(page)).toHaveCount(1);
    await discipline(page, 'CHINOIS').getByRole('link', { name: /^Saisir/ }).click();
    const cases = grille(page).locator('tbody').getByRole('checkbox');
    await grille(page).getByRole('checkbox', { name: /^Toute la colonne/ }).first().check();
    await enregistrer(page).click();
    await attendreMessage(page, 'Compétences, CHINOIS');
    await expect(cases.first()).toBeChecked();
    await cases.first().uncheck();
    await page.getByRole('button', { name: 'Enregistrer et proposer à la validation' }).click();
    await attendreMessage(page, 'à valider');
    await expect(cases.first()).not.toBeChecked();
    await page.getByRole('link', { name: 'Aller à la validation' }).click();
    await page.getByRole('button', { name: 'Valider' }).click();
    await attendreMessage(page, 'Compétences validées : CHINOIS.');
  });
});
