// What the rectorat follows over the académie: where people are missing, every convocation,
// the centre as a filter, and what it lets a centre change.
import { readFile } from 'node:fs/promises';
import { sansViolation } from '../outils/axe.ts';
import {
  attendreLignes,
  chercherDiscipline,
  convoquer,
  creer,
  identifies,
  lignes,
  telecharger,
} from '../outils/ecran.ts';
import { expect, ouvrir, test, type Locator, type Page } from '../outils/essai.ts';
import { textePdf } from '../outils/papier.ts';

const menu = (page: Page): Locator => page.getByRole('navigation', { name: 'Menu' });
const rangees = (page: Page, table: string): Locator => page.locator(`#${table} tbody tr`);
const filtrer = (page: Page): Promise<void> => page.getByRole('button', { name: 'Filtrer' }).click();

/** The numbers of a column of the coverage, as they are shown. */
async function nombres(page: Page, rang: number): Promise<number[]> {
  const textes = await page.locator(`#couverture tbody tr td:nth-of-type(${rang})`).allInnerTexts();
  return textes.map((t) => Number.parseInt(t, 10));
}

test.describe('gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('la couverture de la session : ce qui manque d’abord, et le détail de chaque ligne', async ({ page }) => {
    await ouvrir(page, '/');
    await menu(page).getByRole('link', { name: 'Couverture' }).click();
    await expect(page.getByRole('heading', { name: 'Couverture', level: 1 })).toBeVisible();
    await expect(page.locator('#resume-couverture')).toContainText(/intervenants attendus sont pourvus/);
    await expect(page.getByRole('img', { name: /intervenants attendus/ })).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Manquants' })).toHaveAttribute('aria-sort', 'descending');
    const manquants = await nombres(page, 4);
    expect(manquants.length).toBeGreaterThan(3);
    expect(manquants).toEqual([...manquants].sort((a, b) => b - a));
    expect(manquants[0]).toBeGreaterThan(0);
    await sansViolation(page, 'couverture-centre', ['couverture']);

    await page.getByRole('link', { name: 'Attendus', exact: true }).click();
    await expect(page.getByRole('columnheader', { name: 'Attendus' })).toHaveAttribute('aria-sort', 'descending');
    const attendus = await nombres(page, 2);
    expect(attendus).toEqual([...attendus].sort((a, b) => b - a));

    await page.getByRole('link', { name: 'Par épreuve' }).click();
    await expect(page.getByRole('columnheader', { name: 'Épreuve-option' })).toBeVisible();
    await sansViolation(page, 'couverture-epreuve', ['couverture']);
    // The lists have as many as the line tells; a page of them holds a hundred.
    const rang = (await nombres(page, 1)).findIndex((n) => n <= 100);
    expect(rang).toBeGreaterThanOrEqual(0);
    const epreuve = rangees(page, 'couverture').nth(rang);
    const code = (await epreuve.getByRole('rowheader').innerText()).trim();
    const missions = Number.parseInt(await epreuve.locator('td').first().innerText(), 10);
    await epreuve.locator('td').first().getByRole('link').click();
    await expect(page.locator('.imagin-filtre-pose')).toContainText(code);
    await expect(rangees(page, 'missions')).toHaveCount(missions);
    await sansViolation(page, 'missions-epreuve');
    await page.getByRole('link', { name: 'Retirer ce filtre' }).click();
    await expect(page.locator('.imagin-filtre-pose')).toHaveCount(0);
    await expect(page).toHaveURL(/\/missions\?annee=\d+$/);
    await page.goto('/couverture?par=epreuve');
    await rangees(page, 'couverture').first().locator('td').nth(3).getByRole('link').click();
    await expect(page).toHaveURL(/vue=incompletes/);
    await expect(page.getByRole('link', { name: 'Incomplètes', exact: true })).toHaveAttribute('aria-current', 'true');
    await expect(rangees(page, 'missions').first()).toBeVisible();
    await page.goto('/couverture?par=epreuve');
    await page.getByRole('link', { name: 'Par discipline' }).click();
    await expect(page.getByRole('columnheader', { name: 'Disciplines appelées' })).toBeVisible();
    await expect(rangees(page, 'couverture').filter({ hasText: 'HISTOIRE' }).first()).toBeVisible();
    await sansViolation(page, 'couverture-discipline', ['couverture']);
    await rangees(page, 'couverture').getByRole('link', { name: /^Personnes de ces disciplines –.*HISTOIRE/ }).first().click();
    await expect(page.getByRole('heading', { name: 'Convocations', level: 1 })).toBeVisible();
    await expect(page.getByText(/Discipline de poste\s: .*HISTOIRE/)).toBeVisible();
    await expect(rangees(page, 'suivies').filter({ hasNotText: 'HISTOIRE' })).toHaveCount(0);

    await page.goto('/couverture?par=discipline');
    const groupe = rangees(page, 'couverture').filter({ hasText: 'HISTOIRE' }).first();
    const convoques = Number.parseInt(await groupe.locator('td').nth(2).innerText(), 10);
    await groupe.locator('td').nth(2).getByRole('link').click();
    await expect(page.locator('.imagin-filtre-pose')).toContainText(/qui appellent .*HISTOIRE/);
    await expect(rangees(page, 'suivies')).toHaveCount(Math.min(convoques, 100));

    // From a centre to its missions.
    await page.goto('/couverture');
    const premiere = rangees(page, 'couverture').first();
    const centre = await premiere.getByRole('rowheader').innerText();
    await premiere.locator('td').first().getByRole('link').click();
    await expect(page).toHaveURL(/\/missions\?annee=\d+&centre=/);
    await expect(rangees(page, 'missions').first()).toContainText(centre.trim());
    await expect(rangees(page, 'missions').filter({ hasNotText: centre.trim() })).toHaveCount(0);
  });

  test('la couverture s’emporte, en fichier et sur papier', async ({ page }) => {
    await page.goto('/couverture?par=epreuve');
    const csv = await telecharger(page, () => page.getByRole('link', { name: 'Exporter (CSV)' }).click());
    expect(csv.nom).toBe('couverture.csv');
    expect(csv.octets.toString('utf8')).toMatch(/^\uFEFFCode;Libellé;Missions;/);
    const pdf = await telecharger(page, () => page.getByRole('link', { name: 'Imprimer (PDF)' }).click());
    expect(pdf.nom).toBe('couverture.pdf');
    const texte = await textePdf(pdf.octets);
    expect(texte).toContain('par épreuve');
    expect(texte).toContain('Ensemble');
  });

  test('les convocations de l’académie se filtrent, et mènent à leur mission', async ({ page }) => {
    await ouvrir(page, '/');
    await menu(page).getByRole('link', { name: 'Convocations', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Convocations', level: 1 })).toBeVisible();
    await expect(rangees(page, 'suivies').first()).toBeVisible();
    await sansViolation(page, 'convocations-suivies');

    await page.getByLabel('Centre', { exact: false }).fill('bellevue');
    await filtrer(page);
    await expect(page).toHaveURL(/centre=bellevue/);
    await expect(rangees(page, 'suivies').filter({ hasNotText: 'BELLEVUE' })).toHaveCount(0);
    await expect(rangees(page, 'suivies').first()).toBeVisible();
    await page.getByLabel('État').selectOption({ label: 'Non envoyée' });
    await filtrer(page);
    await expect(page).toHaveURL(/etat=non-envoyee/);
    await expect(rangees(page, 'suivies').first()).toContainText('Non envoyée');
    await expect(rangees(page, 'suivies').filter({ hasNotText: 'Non envoyée' })).toHaveCount(0);

    await page.getByRole('link', { name: 'Intervenant', exact: true }).click();
    await expect(page.getByRole('columnheader', { name: 'Intervenant' })).toHaveAttribute('aria-sort', 'ascending');
    await expect(page).toHaveURL(/centre=bellevue/);
    const attente = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Exporter (CSV)' }).click();
    const fichier = await attente;
    expect(fichier.suggestedFilename()).toBe('convocations.csv');
    const csv = await readFile(await fichier.path(), 'utf8');
    expect(csv).toMatch(/^\uFEFFIntervenant;Établissement;/);
    expect(csv.trimEnd().split('\r\n').slice(1).every((l) => l.includes('BELLEVUE'))).toBe(true);

    const numero = await rangees(page, 'suivies').first().locator('td').first().getByRole('link').innerText();
    await rangees(page, 'suivies').first().locator('td').first().getByRole('link').click();
    await expect(page).toHaveURL(new RegExp(`/missions/${numero}$`));
    await expect(lignes(page).first()).toBeVisible();

    await ouvrir(page, '/convocations?division=1');
    await expect(rangees(page, 'suivies').filter({ hasNotText: 'Convoquée par division' })).toHaveCount(0);
    await expect(rangees(page, 'suivies').first()).toBeVisible();
    await ouvrir(page, '/convocations?centre=nulle-part');
    await expect(page.getByText('Aucune convocation ne correspond à ces filtres.')).toBeVisible();
    await sansViolation(page, 'convocations-suivies-vide');
  });

  test('le centre est un filtre des missions, du journal et du contrôle', async ({ page }) => {
    await ouvrir(page, '/missions');
    await expect(page.locator('#missions').getByRole('columnheader', { name: 'Centre' })).toBeVisible();
    await page.getByLabel('Centre').fill('0310038y');
    await filtrer(page);
    await expect(page).toHaveURL(/centre=0310038y/);
    await expect(rangees(page, 'missions').filter({ hasNotText: '0310038Y' })).toHaveCount(0);
    await expect(rangees(page, 'missions').first()).toBeVisible();
    await sansViolation(page, 'missions-centre');
    for (const [adresse, titre] of [
      ['/envois', 'Journal des envois'],
      ['/controle', 'Contrôle de la session'],
    ] as const) {
      await ouvrir(page, adresse);
      await page.getByLabel('Centre').fill('bellevue');
      await page.getByRole('button', { name: /^(Filtrer|Afficher)$/ }).click();
      await expect(page).toHaveURL(/centre=bellevue/);
      await expect(page.getByRole('heading', { name: titre, level: 1 })).toBeVisible();
      await sansViolation(page, `centre-${adresse.slice(1)}`);
    }
  });

  test('le centre modifie ce que la division a convoqué quand on l’y autorise', async ({ page, autrePage }) => {
    await ouvrir(page, '/missions/172277');
    await creer(page);
    await chercherDiscipline(page, 'histoire', 'HISTOIRE GEOGRAPHIE');
    await expect(identifies(page)).toHaveCount(11);
    await convoquer(page).click();
    await attendreLignes(page, 11);
    await expect(page.locator('#autorisation-centre')).toContainText('sans pouvoir les modifier');

    const chef = await autrePage('chef');
    await ouvrir(chef, '/missions/172277');
    await attendreLignes(chef, 11);
    await expect(chef.locator('#autorisation-centre')).toContainText('adressez-vous au gestionnaire');
    await expect(lignes(chef).getByRole('link', { name: /^Modifier/ })).toHaveCount(0);
    await sansViolation(chef, 'mission-division');

    await page.getByRole('button', { name: 'Autoriser le centre à modifier' }).click();
    await expect(page.locator('#autorisation-centre')).toContainText('Le centre est autorisé à modifier');
    await sansViolation(page, 'mission-autorisation');
    // The centre is told without doing anything.
    await expect(chef.locator('#autorisation-centre')).toContainText('vous autorise à modifier');
    await expect(lignes(chef).getByRole('link', { name: /^Modifier/ })).toHaveCount(11);

    await page.getByRole('button', { name: 'Retirer l’autorisation' }).click();
    await expect(page.locator('#autorisation-centre')).toContainText('sans pouvoir les modifier');
    await expect(lignes(chef).getByRole('link', { name: /^Modifier/ })).toHaveCount(0);
    await ouvrir(page, '/audit?action=mission.centre_autorise');
    await expect(rangees(page, 'audit')).toHaveCount(2);
  });
});

test.describe('administrateur', () => {
  test.use({ compte: 'admin' });

  test('lit la couverture et les convocations', async ({ page }) => {
    await ouvrir(page, '/couverture');
    await expect(rangees(page, 'couverture').first()).toBeVisible();
    await ouvrir(page, '/convocations');
    await expect(rangees(page, 'suivies').first()).toBeVisible();
  });

  test('un centre fermé n’envoie pas en corrigeant une adresse', async ({ page, autrePage }) => {
    await ouvrir(page, '/services');
    await page.getByLabel('Filtrer par nom, commune ou UAI').fill('bellevue');
    await filtrer(page);
    await expect(rangees(page, 'services')).toHaveCount(1);
    await page.locator('#services').getByRole('checkbox').check();
    await page.locator('label[for=service-convocation]').click();
    await page.getByRole('button', { name: 'Fermer', exact: true }).click();
    await expect(rangees(page, 'services')).toContainText('Fermé');

    const chef = await autrePage('chef');
    await ouvrir(chef, '/');
    await expect(chef.getByText(/missions? où personne n’est convoqué/)).toHaveCount(0);
    await ouvrir(chef, '/missions/172278');
    const lettre = await lignes(chef).first().getByRole('link', { name: 'Page' }).getAttribute('href');
    await ouvrir(chef, `${lettre}/adresse`);
    await expect(chef.locator('#convocation-fermee')).toBeVisible();
    await expect(chef.getByRole('button', { name: 'Enregistrer et envoyer de nouveau' })).toHaveCount(0);
    await expect(chef.getByRole('button', { name: 'Enregistrer', exact: true })).toBeVisible();
    await sansViolation(chef, 'adresse-fermee');
  });
});

test('ni la couverture ni les convocations de l’académie ne sont au chef', async ({ page, surveillance }) => {
  surveillance.prevoir(/403/);
  for (const adresse of ['/couverture', '/convocations']) {
    await page.goto(adresse);
    await expect(page.getByRole('alert').filter({ hasText: 'Votre compte ne permet pas cette action.' })).toBeVisible();
  }
  await expect(menu(page).getByRole('link', { name: 'Couverture' })).toHaveCount(0);
  // One centre alone: nothing to choose, nothing to tell.
  await ouvrir(page, '/missions');
  await expect(page.locator('#centre')).toHaveCount(0);
  await expect(page.locator('#missions').getByRole('columnheader', { name: 'Centre' })).toHaveCount(0);
});

test('ce qu’on choisit pendant que la liste arrive n’est pas perdu', async ({ page }) => {
  await ouvrir(page, '/missions');
  let lacher = (): void => undefined;
  const barriere = new Promise<void>((suite) => {
    lacher = suite;
  });
  let demandes = 0;
  await page.route('**/api/missions/lister', async (route) => {
    demandes += 1;
    if (demandes === 1) await barriere;
    await route.continue();
  });
  const avant = await rangees(page, 'missions').count();
  await page.getByRole('link', { name: 'Convoquées', exact: true }).click();
  await expect(page).toHaveURL(/vue=convoquees/);
  await expect.poll(() => demandes).toBe(1);
  // The former list is still there: its links know what was chosen.
  await expect(page.getByRole('link', { name: 'Début', exact: true })).toHaveAttribute('href', /vue=convoquees/);
  await page.locator('#examen-resume').click();
  await page.locator('#examen label').first().click();
  await expect(page.locator('#examen-resume')).toContainText('1');
  await page.getByLabel('Filtrer par mot-clé').fill('histoire');
  lacher();
  await expect.poll(() => rangees(page, 'missions').count()).toBeLessThan(avant);
  await expect(page.locator('#examen-resume')).toContainText('1');
  await expect(page.getByLabel('Filtrer par mot-clé')).toHaveValue('histoire');
  await filtrer(page);
  await expect(page).toHaveURL(/vue=convoquees/);
  await expect(page).toHaveURL(/examen=/);
  await expect(page).toHaveURL(/mot=histoire/);
});

test.describe('au téléphone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('les champs d’un service fait tiennent dans la carte de leur ligne', async ({ page }) => {
    await ouvrir(page, '/service-fait/171748');
    const champs = page.locator('#constat').locator('input:visible, select:visible');
    await expect(champs.first()).toBeVisible();
    const debordent = await champs.evaluateAll((elements) =>
      elements
        .map((e) => e.getBoundingClientRect())
        .filter((r) => r.left < 0 || r.right > document.documentElement.clientWidth)
        .map((r) => `${Math.round(r.left)}–${Math.round(r.right)}`),
    );
    expect(debordent).toEqual([]);
    await sansViolation(page, 'service-carte');
  });
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false, compte: 'gestionnaire' });

  test('le centre se choisit, la permission se donne, la couverture se lit', async ({ page }) => {
    await page.goto('/missions');
    await page.getByLabel('Centre').fill('bellevue');
    await filtrer(page);
    await expect(rangees(page, 'missions').first()).toContainText('BELLEVUE');
    await expect(rangees(page, 'missions').filter({ hasNotText: 'BELLEVUE' })).toHaveCount(0);
    await page.goto('/missions/172278');
    await page.getByRole('button', { name: 'Autoriser le centre à modifier' }).click();
    await expect(page.locator('#autorisation-centre')).toContainText('Le centre est autorisé à modifier');
    await page.getByRole('button', { name: 'Retirer l’autorisation' }).click();
    await expect(page.locator('#autorisation-centre')).toContainText('sans pouvoir les modifier');
    await page.goto('/couverture');
    await expect(rangees(page, 'couverture').first()).toBeVisible();
    await page.getByRole('link', { name: 'Par épreuve' }).click();
    await expect(page.getByRole('columnheader', { name: 'Épreuve-option' })).toBeVisible();
    await page.goto('/convocations');
    await page.getByLabel('État').selectOption({ label: 'Non envoyée' });
    await filtrer(page);
    await expect(rangees(page, 'suivies').filter({ hasNotText: 'Non envoyée' })).toHaveCount(0);
  });
});
