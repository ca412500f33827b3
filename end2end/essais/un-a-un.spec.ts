// What is typed or ticked for one record never shows, and is never sent, for another: the same
// elements of a page serve whatever comes to their place, unless the page sees to it.
import { convoquer, suite } from '../mesures/convoquer.ts';
import { sessionDe } from '../outils/comptes.ts';
import { lignes } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';

const filtrer = (page: Page) => page.getByRole('button', { name: 'Filtrer' }).click();
const reinitialiser = (page: Page) => page.getByRole('link', { name: 'Réinitialiser' }).click();
const mot = (page: Page) => page.locator('#mot');

test('une mission n’hérite pas de ce qui se tapait pour l’autre partie', async ({ page }) => {
  await ouvrir(page, '/missions/172313');
  await page.locator('#attendus').fill('7');
  await mot(page).fill('zzz');
  await page.getByRole('link', { name: /mission 172316$/ }).click();
  await expect(page.locator('.imagin-attendus input[name=numero]')).toHaveValue('172316');
  await expect(page.locator('#attendus')).toHaveValue('');
  await expect(mot(page)).toHaveValue('');
});

test('un clic dans la liste d’une mission qui s’en va ne fait rien, et la suivante vient', async ({ page, serveur }) => {
  const temoin = await sessionDe(serveur.url, 'chef');
  await convoquer(serveur.url, `${temoin.name}=${temoin.value}`, 172313, suite(1, 5), 'essai-d-une-mission-qui-part');
  await ouvrir(page, '/missions/172313');
  let lacher = () => {};
  const retenue = new Promise<void>((suite) => (lacher = suite));
  await page.route('**/api/missions/ouvrir*', async (route) => {
    await retenue;
    await route.continue();
  });
  const demandee = page.waitForRequest('**/api/missions/ouvrir*');
  const places: { x: number; y: number }[] = [];
  await page.locator('.imagin-selection').evaluate((barre) => barre.scrollIntoView());
  for (const ou of ['tbody tr:first-child input', 'tbody th', 'thead th:nth-child(2) a', 'thead input']) {
    const place = await page.locator(`#convoques ${ou}`).first().boundingBox();
    if (place) places.push({ x: place.x + place.width / 2, y: place.y + place.height / 2 });
  }
  expect(places).toHaveLength(4);
  await page.getByRole('link', { name: /mission 172316$/ }).evaluate((lien: HTMLElement) => lien.click());
  await demandee;
  for (const { x, y } of places) {
    await page.mouse.click(x, y);
    await page.mouse.click(x, y, { button: 'middle' });
  }
  await expect(lignes(page).getByRole('checkbox', { checked: true, includeHidden: true })).toHaveCount(0);
  lacher();
  await expect(page.locator('.imagin-attendus input[name=numero]')).toHaveValue('172316');
  await expect(lignes(page)).toHaveCount(0);
});

test('un filtre dit ce que montre la page', async ({ page }) => {
  await ouvrir(page, '/missions');
  await mot(page).fill('zzzz');
  await filtrer(page);
  await expect(page).toHaveURL(/mot=zzzz/);
  await reinitialiser(page);
  await expect(page.locator('#missions tbody tr')).not.toHaveCount(0);
  await expect(mot(page)).toHaveValue('');
  await page.goBack();
  await expect(mot(page)).toHaveValue('zzzz');
  // From the keyboard, which stays in the field.
  await reinitialiser(page);
  await expect(mot(page)).toHaveValue('');
  await mot(page).fill('zzz');
  await mot(page).press('Enter');
  await expect(page).toHaveURL(/mot=zzz$/);
  await expect(page.locator('#missions tbody tr')).toHaveCount(0);
  await page.goBack();
  await expect(mot(page)).toHaveValue('');

  await ouvrir(page, '/envois');
  const etat = page.getByLabel('État', { exact: true });
  const aRegler = page.locator('#a_regler');
  const du = page.locator('#du');
  await etat.selectOption({ label: 'Échec' });
  await mot(page).fill('zzzz');
  await page.locator('label[for=a_regler]').click();
  await du.fill('2021-02-01');
  await filtrer(page);
  await expect(page).toHaveURL(/etat=echec/);
  // Chosen and not asked for: what follows is not told so.
  await etat.selectOption({ label: 'Retour' });
  await reinitialiser(page);
  await expect(page).toHaveURL(/\/envois$/);
  await expect(mot(page)).toHaveValue('');
  await expect(etat).toHaveValue('');
  await expect(aRegler).not.toBeChecked();
  await expect(du).toHaveValue('');
  await page.goBack();
  await expect(mot(page)).toHaveValue('zzzz');
  await expect(etat).toHaveValue('echec');
  await expect(aRegler).toBeChecked();

  await ouvrir(page, '/consultation?vue=semaine&jour=2021-02-01');
  const jour = page.locator('input[type=date]').first();
  await jour.fill('2021-02-02');
  await page.getByRole('link', { name: /Semaine suivante/ }).click();
  await expect(page).toHaveURL(/jour=2021(-|%2D)02(-|%2D)08/);
  await expect(jour).toHaveValue('2021-02-08');
});

test.describe('administrateur', () => {
  test.use({ compte: 'admin' });

  test('cocher un établissement ne coche pas celui qui prend sa place', async ({ page }) => {
    await ouvrir(page, '/services');
    const cases = page.locator('#services').getByRole('checkbox');
    const bellevue = page.getByRole('checkbox', { name: /BELLEVUE/ });
    await cases.first().check();
    await bellevue.check();
    await page.locator('label[for=service-convocation]').click();
    await page.getByLabel('Ouvert à partir du').fill('2099-09-01');
    // Whoever is in both lists stays ticked; whoever comes is not.
    await mot(page).fill('toulouse');
    await filtrer(page);
    await expect(page).toHaveURL(/mot=toulouse/);
    await expect(cases.first()).not.toBeChecked();
    await expect(bellevue).toBeChecked();
    await expect(page.locator('#services').getByRole('checkbox', { checked: true })).toHaveCount(1);
    // Nor is what was asked for the others.
    await expect(page.getByLabel('Ouvert à partir du')).toHaveValue('');
    await expect(page.locator('#service-convocation')).not.toBeChecked();
  });

  test('d’un compte à l’autre par l’historique, rien ne suit', async ({ page }) => {
    await ouvrir(page, '/comptes');
    const comptes = page.locator('#comptes tbody').getByRole('link');
    const titre = page.getByRole('heading', { level: 1 });
    await comptes.nth(0).click();
    await expect(page.locator('#nom')).not.toHaveValue('');
    const premier = await titre.textContent();
    await page.getByRole('link', { name: /^Retour/ }).click();
    await comptes.nth(1).click();
    await expect(titre).not.toHaveText(/^Comptes$/);
    await expect(titre).not.toHaveText(premier ?? '');
    await page.locator('#nom').fill('CE QUE L’ON TAPE');
    // As a long press on *Back* does: no other page in between.
    await page.evaluate(() => history.go(-2));
    await expect(titre).toHaveText(premier ?? '');
    await expect(page.locator('#nom')).toHaveValue(premier ?? '');
  });
});

test.describe('gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('ce qui est confirmé ou fixé pour une session ne l’est pas pour une autre', async ({ page }) => {
    await ouvrir(page, '/intervenants');
    await page.getByRole('link', { name: 'Ouvrir des comptes' }).click();
    const confirme = page.locator('#confirme');
    await page.locator('label[for=confirme]').click();
    await expect(confirme).toBeChecked();
    await page.getByLabel('Personnes convoquées à la session').selectOption('2021');
    await page.getByRole('button', { name: 'Afficher' }).click();
    await expect(page).toHaveURL(/annee=2021/);
    await expect(page.locator('form input[type=hidden][name=annee]')).toHaveValue('2021');
    await expect(confirme).not.toBeChecked();

    await ouvrir(page, '/validation-competences?annee=2021');
    const consigne = page.getByLabel('Consigne aux établissements');
    await consigne.fill('Pour la session de 2021 seulement.');
    await page.getByLabel('Année', { exact: true }).selectOption('2020');
    await filtrer(page);
    await expect(page.locator('#campagne-annee')).toHaveValue('2020');
    await expect(consigne).not.toHaveValue('Pour la session de 2021 seulement.');
  });
});
