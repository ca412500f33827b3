// Many convocations at once: ticking rows, changing and deleting them together.
import { sansViolation } from '../outils/axe.ts';
import {
  attendreLignes,
  attendreMessage,
  cellule,
  chercherDiscipline,
  convoquer,
  creer,
  fenetre,
  identifies,
  jour,
  jours,
  ligne,
  lignes,
  messages,
  question,
  tabulerJusqua,
} from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';

const MISSION = '/missions/172418'; // ten convoked

const boites = (page: Page) => lignes(page).getByRole('checkbox');
const compte = (page: Page) => page.locator('.imagin-selection__compte');
const modifier = (page: Page) => page.getByRole('button', { name: /^Modifier la sélection/ });
const supprimer = (page: Page) => page.getByRole('button', { name: /^Supprimer la sélection/ });

test('cocher, compter, filtrer', async ({ page }) => {
  await ouvrir(page, MISSION);
  await attendreLignes(page, 10);
  await expect(compte(page)).toHaveText(/^0\sconvocation sélectionnée$/);
  await expect(modifier(page)).toBeDisabled();
  await boites(page).first().check();
  await boites(page).nth(1).check();
  await expect(compte(page)).toHaveText(/^2\sconvocations sélectionnées$/);
  await expect(modifier(page)).toHaveText('Modifier la sélection (2)');

  // What the filter hides stays ticked, and is told.
  const premier = (await lignes(page).first().getByRole('rowheader').textContent()) ?? '';
  const dernier = (await lignes(page).last().getByRole('rowheader').textContent()) ?? '';
  expect(dernier).not.toBe(premier);
  await page.getByLabel('Filtrer par mot-clé').fill(dernier);
  await expect(lignes(page).filter({ hasText: premier })).toHaveCount(0);
  await expect(compte(page)).toHaveText(/^2\sconvocations sélectionnées, dont 2\smasquées par le filtre$/);
  await page.getByRole('button', { name: /^Sélectionner l/ }).click();
  const affichees = await lignes(page).count();
  await expect(compte(page)).toHaveText(new RegExp(`^${affichees + 2}\\sconvocations sélectionnées`));
  await page.getByLabel('Filtrer par mot-clé').fill('');
  await attendreLignes(page, 10);

  const tout = page.getByRole('checkbox', { name: 'Sélectionner toutes les lignes affichées' });
  await expect(tout).not.toBeChecked();
  await tout.check();
  await expect(compte(page)).toHaveText(/^10\sconvocations sélectionnées$/);
  await boites(page).nth(3).uncheck();
  await expect(tout).not.toBeChecked();
  await page.getByRole('button', { name: 'Ne rien sélectionner' }).click();
  await expect(compte(page)).toHaveText(/^0\s/);
  await sansViolation(page, 'selection');
});

test('au clavier : modifier la salle de trois lignes', async ({ page }) => {
  await ouvrir(page, MISSION);
  await attendreLignes(page, 10);
  for (let n = 0; n < 3; n += 1) {
    await tabulerJusqua(page, boites(page).nth(n));
    await page.keyboard.press('Space');
  }
  await expect(compte(page)).toHaveText(/^3\s/);
  await tabulerJusqua(page, modifier(page), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Modifier la sélection', level: 1 })).toBeVisible();
  await animee(page);
  await sansViolation(page, 'lot-modifier');
  const salle = page.getByRole('textbox', { name: 'Code salle' });
  await salle.fill('AMPHI 1');
  await expect(page.getByRole('checkbox', { name: 'Modifier le code salle' })).toBeChecked();
  await page.getByRole('button', { name: /^Modifier 3\sconvocations$/ }).click();
  await expect(page.getByText(/^3\sconvocations modifiées\.$/)).toBeVisible();
  await attendreMessage(page, 'Mission 172418 : 3 convocations modifiées.');
  await sansViolation(page, 'lot-resultat');
  // Replayed by going back and sending again: nothing twice.
  await page.locator('main').getByRole('link', { name: 'Retour à la mission' }).last().click();
  await expect(lignes(page).filter({ hasText: 'salle AMPHI 1' })).toHaveCount(3);
  await messages(page).getByRole('link', { name: 'Voir le détail' }).click();
  await expect(page.getByText(/^3\sconvocations modifiées\.$/)).toBeVisible();
});

test('ce qu’un autre change entre-temps se reprend', async ({ page, autrePage }) => {
  await ouvrir(page, MISSION);
  const nom = await lignes(page).first().getByRole('rowheader').innerText();
  await boites(page).first().check();
  await boites(page).nth(1).check();
  await modifier(page).click();
  await expect(page.getByRole('heading', { name: 'Modifier la sélection' })).toBeVisible();
  const autre = await autrePage('secretaire');
  await ouvrir(autre, MISSION);
  await lignes(autre).first().getByRole('link', { name: /^Modifier la convocation/ }).click();
  await fenetre(autre).getByLabel('Code salle').fill('S 1');
  await fenetre(autre).getByRole('button', { name: 'Enregistrer' }).click();
  await expect(fenetre(autre)).toHaveCount(0);

  await page.getByRole('textbox', { name: 'Commission' }).fill('NOUVELLE');
  await page.getByRole('checkbox', { name: 'Modifier la commission' }).check();
  await page.getByRole('button', { name: /^Modifier 2\s/ }).click();
  await expect(page.getByRole('row').filter({ hasText: nom })).toContainText('Changée par une autre personne');
  await page.getByRole('button', { name: 'Reprendre la ligne changée entre-temps' }).click();
  await expect(page.locator('.imagin-choisies')).toContainText('salle S 1');
  await page.getByRole('textbox', { name: 'Commission' }).fill('NOUVELLE');
  await page.getByRole('checkbox', { name: 'Modifier la commission' }).check();
  await page.getByRole('button', { name: /^Modifier 1\s/ }).click();
  await expect(page.getByText(/^1\sconvocation modifiée\.$/)).toBeVisible();
  await page.goto(MISSION);
  await expect(cellule(lignes(page).first(), 'Affectation')).toContainText('salle S 1, Com. NOUVELLE');
});

test('des conflits se confirment ligne par ligne', async ({ page }) => {
  // All those of a discipline, on a day that suits everybody.
  await ouvrir(page, '/missions/172288');
  await creer(page);
  await chercherDiscipline(page, 'angl', 'ANGLAIS');
  await expect(identifies(page)).toHaveCount(13);
  for (let n = await jours(page).count(); n > 0; n -= 1) {
    await jours(page).getByRole('button', { name: /Retirer/ }).first().click();
    await expect(jours(page)).toHaveCount(n - 1);
  }
  await jour(page, 'jeudi 11 février 2021').click();
  await convoquer(page).click();
  await question(page).getByRole('button', { name: 'Non' }).click();
  await attendreLignes(page, 13);

  // The Monday does not suit two of them.
  await page.getByRole('button', { name: /^Sélectionner les 13\srésultats$/ }).click();
  await modifier(page).click();
  await expect(page.getByRole('heading', { name: 'Modifier la sélection', level: 1 })).toBeVisible();
  await animee(page);
  await page.getByRole('checkbox', { name: 'lundi 1er février 2021' }).check();
  await expect(page.getByRole('checkbox', { name: 'Modifier les dates et les heures' })).toBeChecked();
  await page.getByRole('button', { name: /^Modifier 13\s/ }).click();
  await expect(page.getByText(/^11\sconvocations modifiées, 2\sà confirmer\.$/)).toBeVisible();
  await attendreMessage(page, 'Mission 172288 : 11 convocations modifiées, 2 à confirmer.');
  await animee(page);
  const aConfirmer = page.getByRole('group', { name: /^Conflits à confirmer/ }).getByRole('checkbox');
  await expect(aConfirmer).toHaveCount(2);
  await sansViolation(page, 'lot-conflits');
  const confirmer = page.getByRole('button', { name: 'Enregistrer malgré ces conflits les lignes cochées' });
  await confirmer.click();
  await attendreMessage(page, 'Aucune ligne n’est cochée');
  await expect(aConfirmer).toHaveCount(2);
  await animee(page);

  // One of them comes all the same; the other stays where they were.
  const brien = page.getByRole('checkbox', { name: /^O'BRIEN .*À confirmer\s: .*est déclaré indisponible/ });
  await expect(brien).not.toBeChecked();
  await brien.check();
  await confirmer.click();
  await expect(page.getByText(/^12\sconvocations modifiées, 1\sà confirmer\.$/)).toBeVisible();
  await expect(aConfirmer).toHaveCount(1);
  await expect(brien).toHaveCount(0);
  await page.goto('/missions/172288');
  await attendreLignes(page, 13);
  await animee(page);
  for (const [nom, date] of [["O'BRIEN", 'lundi 1er février 2021'], ['VERDIER', 'jeudi 11 février 2021']] as const) {
    await ligne(page, nom).getByRole('link', { name: /^Modifier/ }).click();
    await expect(jours(page)).toHaveCount(1);
    await expect(jours(page)).toContainText(date);
    await fenetre(page).getByRole('link', { name: 'Annuler' }).click();
    await expect(fenetre(page)).toHaveCount(0);
  }
  // The confirmation stays with the convocation.
  await ligne(page, "O'BRIEN").getByRole('link', { name: /^Historique/ }).click();
  await expect(page.locator('.imagin-historique')).toContainText('Conflits confirmés');
});

test('supprimer dix lignes, et les reprendre d’un coup', async ({ page }) => {
  await ouvrir(page, MISSION);
  await attendreLignes(page, 10);
  await page.getByRole('button', { name: /^Sélectionner les 10\srésultats$/ }).click();
  await supprimer(page).click();
  await expect(page.getByRole('heading', { name: 'Supprimer la sélection', level: 1 })).toBeVisible();
  await expect(page.getByText(/^Supprimer 10\sconvocations\s\?/)).toBeVisible();
  await animee(page);
  await sansViolation(page, 'lot-supprimer');
  await page.getByRole('button', { name: /^Supprimer 10\s/ }).click();
  await expect(page.getByText(/^10\sconvocations supprimées\.$/)).toBeVisible();
  await animee(page);
  await messages(page).getByRole('button', { name: /^Annuler la suppression de 10\s/ }).click();
  await expect(page.getByText(/10\srétablies/)).toBeVisible();
  await page.goto(MISSION);
  await attendreLignes(page, 10);
  await attendreMessage(page, 'Mission 172418 : 10 convocations rétablies.');
});

test('ce qui est demandé d’un lot reste demandé quand une suppression se reprend à côté', async ({ page }) => {
  await ouvrir(page, MISSION);
  await attendreLignes(page, 10);
  await boites(page).first().check();
  await supprimer(page).click();
  await animee(page);
  await page.getByRole('button', { name: /^Supprimer 1\s/ }).click();
  await expect(page.getByText(/^1\sconvocation supprimée\.$/)).toBeVisible();
  await page.locator('main').getByRole('link', { name: 'Retour à la mission' }).last().click();
  await attendreLignes(page, 9);
  await boites(page).first().check();
  await modifier(page).click();
  await animee(page);
  await page.getByRole('textbox', { name: 'Code salle' }).fill('AMPHI 1');
  const relu = page.waitForResponse(/\/api\/lots\/lire/);
  await messages(page).getByRole('button', { name: /^Annuler la suppression/ }).click();
  await attendreMessage(page, 'rétablie');
  await relu;
  await expect(page.getByRole('textbox', { name: 'Code salle' })).toHaveValue('AMPHI 1');
  await expect(page.getByRole('checkbox', { name: 'Modifier le code salle' })).toBeChecked();
  await page.getByRole('button', { name: /^Modifier 1\s/ }).click();
  await expect(page.getByText(/^1\sconvocation modifiée\.$/)).toBeVisible();
});

test('ce que le rectorat a décidé ne se coche pas', async ({ page }) => {
  await ouvrir(page, '/missions/171747');
  await attendreLignes(page, 4);
  const duRectorat = lignes(page).filter({ hasText: 'Convoquée par division' });
  await expect(duRectorat.getByRole('checkbox')).toHaveCount(0);
  await expect(boites(page)).toHaveCount(3);
  await expect(ligne(page, 'X')).toHaveCount(0);
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('cocher, modifier, supprimer, reprendre', async ({ page }) => {
    await page.goto(MISSION);
    await modifier(page).click();
    await expect(messages(page).getByRole('listitem').first()).toContainText('Aucune ligne n’est cochée');
    await boites(page).first().check();
    await modifier(page).click();
    await page.getByRole('textbox', { name: 'Code salle' }).fill('Z 9');
    await page.getByRole('button', { name: /^Modifier 1\s/ }).click();
    await expect(messages(page).getByRole('listitem').first()).toContainText('est rempli sans être coché');
    await expect(page.getByRole('textbox', { name: 'Code salle' })).toHaveValue('Z 9');
    await page.getByRole('checkbox', { name: 'Modifier le code salle' }).check();
    await page.getByRole('button', { name: /^Modifier 1\s/ }).click();
    await expect(page.getByText(/^1\sconvocation modifiée\.$/)).toBeVisible();

    await page.goto(MISSION);
    await page.getByLabel('Filtrer par mot-clé').fill('salle Z 9');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await attendreLigne(page);
    await page.getByRole('button', { name: 'Sélectionner le résultat' }).click();
    await expect(boites(page)).toBeChecked();
    await supprimer(page).click();
    await page.getByRole('button', { name: /^Supprimer 1\s/ }).click();
    await messages(page).getByRole('button', { name: /^Annuler la suppression de 1\s/ }).click();
    await expect(page).toHaveURL(/\/missions\/172418$/);
    await attendreLignes(page, 10);
  });
});

/** One row is left by the filter. */
async function attendreLigne(page: Page): Promise<void> {
  await expect(lignes(page)).toHaveCount(1);
}
