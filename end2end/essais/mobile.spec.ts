// At the width of a telephone, by touch.
import {
  attendreLignes,
  cellule,
  champDiscipline,
  convoquer,
  fenetre,
  identifies,
  jour,
  ligne,
  lignes,
  question,
  suggestions,
} from '../outils/ecran.ts';
import { expect, ouvrir, test, type Locator, type Page } from '../outils/essai.ts';

/** Nothing sticks out of the screen: wide tables scroll in their own frame. */
async function tientEnLargeur(page: Page, quoi: string): Promise<void> {
  const [large, ecran] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(large, quoi).toBeLessThanOrEqual(ecran ?? 0);
}

const menu = (page: Page): Locator => page.getByRole('navigation', { name: 'Menu' });

test('la convocation entière au doigt', async ({ page }) => {
  await ouvrir(page, '/missions');
  await tientEnLargeur(page, 'liste');
  // A card each: what a mission is and asks for, without scrolling sideways.
  const cadre = page.locator('.imagin-table').filter({ has: page.locator('#missions') });
  expect(await cadre.evaluate((e) => e.scrollWidth - e.clientWidth)).toBe(0);
  const carte = page.locator('#missions').getByRole('row').filter({ hasText: '172277' });
  await expect(carte).toContainText('01/02/2021');
  await page.getByRole('link', { name: '172277' }).tap();
  await attendreLignes(page, 0);
  await tientEnLargeur(page, 'mission');
  await page.getByRole('link', { name: 'Créer convocation' }).tap();
  await expect(fenetre(page)).toBeVisible();
  await tientEnLargeur(page, 'fenêtre');
  await champDiscipline(page).tap();
  await champDiscipline(page).pressSequentially('philo');
  await suggestions(page, 'discipline').filter({ hasText: 'PHILOSOPHIE' }).tap();
  await expect(identifies(page)).toHaveCount(4);
  await jour(page, 'mercredi 10 février 2021').tap();
  await expect(jour(page, 'mercredi 10 février 2021')).toHaveAttribute('aria-selected', 'true');
  // The window scrolls inside itself, both ways only if need be.
  const largeurs = await fenetre(page).evaluate((d) => [d.scrollWidth, d.clientWidth]);
  expect(largeurs[0]).toBeLessThanOrEqual(largeurs[1] ?? 0);
  await convoquer(page).tap();
  await expect(question(page)).toBeVisible();
  await question(page).getByRole('button', { name: 'Non' }).tap();
  await attendreLignes(page, 4);
  await expect(cellule(lignes(page).first(), 'Affectation')).toHaveText(
    'Convoquée par centre, Correcteur, Com. 3GHG, Dates spéc',
  );
  await tientEnLargeur(page, 'mission convoquée');
});

test('les actions d’une ligne s’atteignent en faisant défiler le tableau', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  const supprimer = ligne(page, "D'ARRAS").getByRole('link', { name: /^Supprimer/ });
  await supprimer.scrollIntoViewIfNeeded();
  await expect(supprimer).toBeInViewport();
  await supprimer.tap();
  await expect(page.getByRole('dialog', { name: 'Supprimer la convocation' })).toBeVisible();
  await tientEnLargeur(page, 'suppression');
});

test('aucune cible sous le doigt n’est trop petite', async ({ page }) => {
  for (const adresse of ['/missions', '/missions/172418', '/missions/172277?fenetre=creer']) {
    await ouvrir(page, adresse);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
    // WCAG 2.5.8: 24 px, text links within a sentence excepted.
    const petites = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, select, summary, a.fr-btn, [role=gridcell]')]
        .filter((e) => e.checkVisibility())
        .map((e) => ({ e, r: (e.matches('[type=checkbox]') ? e.parentElement ?? e : e).getBoundingClientRect() }))
        .filter(({ r }) => r.width > 1 && (r.width < 24 || r.height < 24))
        .map(({ e, r }) => `${e.outerHTML.slice(0, 80)} ${Math.round(r.width)}×${Math.round(r.height)}`),
    );
    expect(petites, adresse).toEqual([]);
  }
});

test('le menu ne se déplie qu’à la demande, et se replie où l’on va', async ({ page }) => {
  await ouvrir(page, '/missions');
  const entree = menu(page).getByRole('link', { name: 'Consultation des personnels' });
  await expect(entree).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Convocation par mission', level: 1 })).toBeInViewport();
  await menu(page).getByText('Menu', { exact: true }).tap();
  await expect(menu(page).getByRole('link', { name: 'Convocation par mission' })).toHaveAttribute('aria-current', 'page');
  await tientEnLargeur(page, 'menu déplié');
  await entree.tap();
  await expect(page.getByRole('heading', { name: 'Consultation des personnels', level: 1 })).toBeInViewport();
  await expect(entree).toBeHidden();
  // Turned sideways on a tablet, it is whole, and there is nothing to unfold.
  await page.setViewportSize({ width: 1024, height: 768 });
  await expect(entree).toBeVisible();
  await expect(entree).toHaveAttribute('aria-current', 'page');
  await expect(menu(page).getByText('Menu', { exact: true })).toBeHidden();
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('le menu se déplie, et l’accès rapide y mène', async ({ page }) => {
    await page.goto('/missions');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Menu', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await expect(menu(page).getByText('Menu', { exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await menu(page).getByRole('link', { name: 'Journal des envois' }).tap();
    await expect(page.getByRole('heading', { name: 'Journal des envois', level: 1 })).toBeInViewport();
  });
});

test.describe('intervenant', () => {
  test.use({ compte: 'intervenant' });

  test('ses convocations au doigt, de la réponse à l’agenda', async ({ page }) => {
    await ouvrir(page, '/');
    await expect(page.getByRole('heading', { name: 'Ma prochaine convocation' })).toBeVisible();
    await tientEnLargeur(page, 'accueil');
    await page.getByRole('link', { name: 'Répondre' }).tap();
    await expect(page.getByRole('heading', { name: 'Mes convocations', level: 1 })).toBeVisible();
    await tientEnLargeur(page, 'mes convocations');
    const carte = page.locator('li.imagin-carte').filter({ hasText: 'À confirmer' }).first();
    await expect(carte).toContainText('A 104');
    await carte.getByRole('button', { name: /^J’ai pris connaissance/ }).tap();
    const meme = page.locator('li.imagin-carte').filter({ hasText: 'A 104' });
    await expect(meme).toContainText('Confirmée');
    await expect(meme.getByRole('button', { name: /^J’ai pris connaissance/ })).toHaveCount(0);
    await meme.locator('summary').tap();
    await meme.getByLabel(/^Ce qui vous en empêche/).fill('Je surveille une autre épreuve.');
    await tientEnLargeur(page, 'empêchement');
    await meme.getByRole('button', { name: /^Signaler l’empêchement/ }).tap();
    await expect(meme).toContainText('Empêchement signalé le');
    await page.getByRole('button', { name: 'Ouvrir l’adresse de mon agenda' }).tap();
    const adresse = page.getByLabel(/^Adresse à donner à votre agenda/);
    await expect(adresse).toHaveValue(/\/agenda\/[0-9A-Z]{33,}\.ics$/);
    await tientEnLargeur(page, 'agenda');
    for (const autre of ['/mes-coordonnees', '/mes-services', '/mes-donnees']) {
      await ouvrir(page, autre);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await tientEnLargeur(page, autre);
    }
  });

  test('aucune cible de l’intervenant n’est trop petite', async ({ page }) => {
    for (const adresse of ['/mes-convocations', '/mes-coordonnees']) {
      await ouvrir(page, adresse);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const petites = await page.evaluate(() =>
        [...document.querySelectorAll('main button, main input, main textarea, main summary, main .imagin-mienne__acces a')]
          .filter((e) => e.checkVisibility())
          .map((e) => ({ e, r: e.getBoundingClientRect() }))
          .filter(({ r }) => r.width > 1 && (r.width < 24 || r.height < 24))
          .map(({ e, r }) => `${e.outerHTML.slice(0, 80)} ${Math.round(r.width)}×${Math.round(r.height)}`),
      );
      expect(petites, adresse).toEqual([]);
    }
  });
});
