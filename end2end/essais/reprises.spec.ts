// People taken from elsewhere: a pasted column of names, another mission.
import { sansViolation } from '../outils/axe.ts';
import { attendreLignes, attendreMessage, fenetre, identifies, messages } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';

const coller = (page: Page, noms: string) =>
  page.getByRole('textbox', { name: 'Noms à rechercher' }).fill(noms).then(() =>
    page.getByRole('button', { name: 'Rechercher ces noms' }).click());

test('coller une colonne de noms, puis convoquer', async ({ page }) => {
  await ouvrir(page, '/missions/172277');
  await page.getByRole('link', { name: 'Coller des noms' }).click();
  await expect(page.getByRole('heading', { name: 'Coller des noms', level: 1 })).toBeVisible();
  await sansViolation(page, 'coller');
  await coller(page, "Nom\tPrénom\nD'ARRAS\tSarah-Anna\nétienne garrigues\nZZZZ Personne\n");
  await expect(page.getByRole('heading', { name: /^Inconnus \(1\)$/ })).toBeVisible();
  await expect(page.getByText('ZZZZ Personne')).toBeVisible();
  await animee(page);
  await sansViolation(page, 'coller-revue');
  const boites = page.locator('.imagin-reprise').getByRole('checkbox');
  await expect(boites.first()).toBeVisible();
  // Whoever is ambiguous is not ticked.
  const ambigus = page.locator('.imagin-reprise fieldset').getByRole('checkbox');
  for (const b of await ambigus.all()) await expect(b).not.toBeChecked();
  for (const b of await boites.all()) await b.check();
  const n = await boites.count();
  expect(n).toBeGreaterThanOrEqual(2);
  await page.getByRole('button', { name: 'Continuer avec les personnes cochées' }).click();
  await expect(fenetre(page)).toBeVisible();
  await animee(page);
  await expect(identifies(page)).toHaveCount(n);
  await expect(identifies(page).filter({ hasText: "D'ARRAS Sarah-Anna" })).toHaveCount(1);
  await fenetre(page).getByRole('button', { name: /^Convoquer/ }).click();
  await expect(fenetre(page)).toHaveCount(0);
  await attendreLignes(page, n);
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('trop de lignes se dit, et le texte reste', async ({ page }) => {
    await page.goto('/missions/172277/coller');
    await coller(page, 'DURAND Anne\n'.repeat(301));
    await expect(messages(page).getByRole('listitem').first()).toContainText(/301\slignes collées, 300\sau plus/);
    await expect(page.getByRole('textbox', { name: 'Noms à rechercher' })).toHaveValue(/^DURAND Anne\n/);
  });

  test('coller, puis convoquer', async ({ page }) => {
    await page.goto('/missions/172277/coller');
    await coller(page, "D'ARRAS Sarah-Anna");
    await page.getByRole('button', { name: 'Continuer avec les personnes cochées' }).click();
    await expect(fenetre(page).locator('#identifies').getByRole('checkbox')).toBeChecked();
    expect(page.url()).not.toContain('ARRAS');
  });

  test('copier d’une autre mission', async ({ page }) => {
    await page.goto('/missions/172277');
    await page.getByRole('link', { name: 'Copier d’une autre mission' }).click();
    await page.getByLabel('Ou son numéro').fill('172418');
    await page.getByRole('button', { name: 'Voir les convoqués' }).last().click();
    const boites = page.locator('.imagin-reprise__liste').getByRole('checkbox');
    await expect(boites).toHaveCount(10);
    for (let n = 1; n < 10; n += 1) await boites.nth(n).uncheck();
    await boites.first().check();
    await page.getByRole('button', { name: 'Convoquer les personnes cochées' }).click();
    await expect(page).toHaveURL(/\/missions\/172277$/);
    await attendreLignes(page, 1);
    await attendreMessage(page, '1 intervenant convoqué à la mission 172277.');
  });
});

test('copier : la revue, et les jours', async ({ page }) => {
  await ouvrir(page, '/missions/172277/copier');
  await expect(page.getByRole('heading', { name: 'Copier d’une autre mission', level: 1 })).toBeVisible();
  await sansViolation(page, 'copier');
  await page.getByLabel('Ou son numéro').fill('172418');
  await page.getByRole('button', { name: 'Voir les convoqués' }).last().click();
  await expect(page.locator('.imagin-reprise__liste').getByRole('checkbox')).toHaveCount(10);
  await animee(page);
  await sansViolation(page, 'copier-revue');
});
