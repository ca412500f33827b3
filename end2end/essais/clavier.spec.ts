import {
  attendreLignes,
  attendreMessage,
  cellule,
  champDiscipline,
  champNom,
  convoquer,
  fenetre,
  identifies,
  jour,
  jours,
  ligne,
  lignes,
  question,
  suggestions,
  tabulerJusqua,
} from '../outils/ecran.ts';
import { expect, ouvrir, test } from '../outils/essai.ts';

test('toute une convocation sans souris', async ({ page }) => {
  await ouvrir(page, '/');
  await tabulerJusqua(page, page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Convocation par mission' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Convocation par mission', level: 1 })).toBeVisible();
  await tabulerJusqua(page, page.getByLabel('Filtrer par mot-clé'));
  await page.keyboard.type('172277');
  await page.keyboard.press('Enter');
  await expect(page.locator('#missions tbody tr')).toHaveCount(1);
  await tabulerJusqua(page, page.getByRole('link', { name: '172277' }));
  await page.keyboard.press('Enter');
  await attendreLignes(page, 0);
  const ouvreur = page.getByRole('link', { name: 'Créer convocation' });
  await tabulerJusqua(page, ouvreur);
  await page.keyboard.press('Enter');
  await expect(fenetre(page).getByRole('heading', { name: 'Détails de la convocation' })).toBeFocused();

  // Everything found in a discipline…
  await tabulerJusqua(page, champDiscipline(page));
  await page.keyboard.type('philo');
  await expect(suggestions(page, 'discipline').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(identifies(page)).toHaveCount(4);
  // … and somebody by name.
  await tabulerJusqua(page, champNom(page), 'Shift+Tab');
  await page.keyboard.type('berthoumieu solene');
  await expect(suggestions(page, 'nom').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  const active = await champNom(page).getAttribute('aria-activedescendant');
  await expect(page.locator(`[id="${active}"]`)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(identifies(page)).toHaveCount(5);
  await tabulerJusqua(page, identifies(page).getByRole('checkbox').first());
  await page.keyboard.press('Space');
  await expect(convoquer(page)).toHaveText(/^Convoquer 4\sintervenants$/);

  await tabulerJusqua(page, fenetre(page).getByLabel('Qualité'));
  await page.keyboard.press('ArrowDown');
  await expect(fenetre(page).getByLabel('Qualité')).toHaveValue('correcteur_suppleant');
  await tabulerJusqua(page, fenetre(page).getByLabel('Code salle'));
  await page.keyboard.type('A104');

  // One stop in the grid, arrows inside, PageDown and back.
  await tabulerJusqua(page, fenetre(page).getByRole('grid').locator('[tabindex="0"]'));
  await page.keyboard.press('Home');
  await expect(jour(page, 'lundi 1er février 2021')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(jour(page, 'lundi 8 février 2021')).toBeFocused();
  await page.keyboard.press('PageDown');
  await expect(jour(page, 'lundi 8 mars 2021')).toBeFocused();
  await page.keyboard.press('PageUp');
  await expect(jour(page, 'lundi 8 février 2021')).toBeFocused();
  const avant = await jours(page).count();
  await page.keyboard.press('Space');
  await expect(jours(page)).toHaveCount(avant + 1);
  await expect(jour(page, 'lundi 8 février 2021')).toBeFocused();
  const debut = fenetre(page).getByLabel('Heure de début – lundi 8 février 2021');
  await tabulerJusqua(page, debut);
  await expect(debut).toHaveValue('08:00');
  await page.keyboard.press('ArrowUp');
  await expect(debut).toHaveValue('09:00');

  await tabulerJusqua(page, convoquer(page));
  await page.keyboard.press('Enter');
  await expect(question(page)).toBeVisible();
  await tabulerJusqua(page, question(page).getByRole('button', { name: 'Non' }));
  await page.keyboard.press('Enter');
  await attendreLignes(page, 4);
  await attendreMessage(page, '4 intervenants convoqués à la mission 172277.');
  await expect(cellule(lignes(page).first(), 'Affectation')).toHaveText(
    'Convoquée par centre, Correcteur suppléant, salle A104, Com. 3GHG, Dates spéc',
  );
  await expect(ouvreur).toBeFocused();
});

test('une flèche dans le mois ne refait pas la grille sous le doigt', async ({ page }) => {
  await ouvrir(page, '/missions/172278?fenetre=creer');
  await fenetre(page).getByRole('grid').locator('[tabindex="0"]').focus();
  const depart = await jour(page, 'lundi 1er février 2021').elementHandle();
  await page.keyboard.press('ArrowRight');
  await expect(jour(page, 'mardi 2 février 2021')).toBeFocused();
  // Rebuilt cells lose the focus for a moment, and the keys pressed meanwhile.
  expect(await depart?.evaluate((e) => e.isConnected)).toBe(true);
});

test('une heure retapée garde ses minutes', async ({ page }) => {
  await ouvrir(page, '/missions/172278?fenetre=creer');
  const debut = fenetre(page).getByLabel('Heure de début – lundi 1er février 2021');
  await expect(debut).toHaveValue('08:00');
  await debut.focus();
  // Whether days have 12 hours or 24 in this browser.
  await page.keyboard.press('Backspace');
  await page.keyboard.type('10');
  await expect(debut).toHaveValue('10:00');
});

test('chaque fenêtre rend le focus à ce qui l’a ouverte', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  for (const ouvreur of [
    page.getByRole('link', { name: 'Créer convocation' }),
    page.getByRole('link', { name: /^Envoyer convocations/ }),
    ligne(page, "D'ARRAS").getByRole('link', { name: /^Modifier/ }),
    ligne(page, "D'ARRAS").getByRole('link', { name: /^Supprimer/ }),
  ]) {
    for (const sortie of ['Escape', 'lien']) {
      await ouvreur.focus();
      await page.keyboard.press('Enter');
      const ouverte = page.getByRole('dialog');
      await expect(ouverte.getByRole('heading', { level: 2 })).toBeFocused();
      // The rest of the page cannot be reached.
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Shift+Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('main, header') === null || document.activeElement?.closest('dialog') !== null)).toBe(true);
      if (sortie === 'Escape') await page.keyboard.press('Escape');
      else {
        await ouverte.getByRole('link', { name: 'Annuler' }).focus();
        await page.keyboard.press('Enter');
      }
      await expect(ouverte).toHaveCount(0);
      await expect(ouvreur).toBeFocused();
    }
  }
});

test('après une suppression le focus n’est pas perdu', async ({ page }) => {
  await ouvrir(page, '/missions/171887');
  await ligne(page, 'AZÉMA').getByRole('link', { name: /^Supprimer/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
  await attendreLignes(page, 4);
  await expect(page.locator('body')).not.toBeFocused();
});

test('liens d’évitement', async ({ page }) => {
  await ouvrir(page, '/missions/172278');
  await page.keyboard.press('Tab');
  const contenu = page.getByRole('link', { name: 'Contenu' });
  await expect(contenu).toBeFocused();
  await expect(contenu).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
  // The page is still there, and answers.
  await attendreLignes(page, 1);
  await ouvrir(page, '/missions/172278');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Menu', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Menu' })).toBeFocused();
});

test('langue et titre de chaque page', async ({ page, surveillance }) => {
  surveillance.prevoir(/404/);
  for (const [adresse, titre] of [
    ['/', 'Accueil – Imagin'],
    ['/missions', 'Convocation par mission – Imagin'],
    ['/missions/172278', 'Convocation par mission 172278 – Imagin'],
    ['/compte', 'Mon compte – Imagin'],
    ['/guide', 'Guide – Imagin'],
    ['/tutoriel', 'Tutoriel – Imagin'],
    ['/aide', 'Aide – Imagin'],
    ['/accessibilite', 'Déclaration d’accessibilité – Imagin'],
    ['/nulle-part', 'Page introuvable – Imagin'],
    ['/missions/1', 'Page introuvable – Imagin'],
  ] as const) {
    await page.goto(adresse);
    await expect(page, adresse).toHaveTitle(titre);
    await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
    await expect(page.getByRole('heading', { level: 1 }), adresse).toHaveCount(1);
  }
});

test('le titre suit une navigation sans rechargement', async ({ page }) => {
  await ouvrir(page, '/missions');
  await page.getByRole('link', { name: '172278' }).click();
  await expect(page).toHaveTitle('Convocation par mission 172278 – Imagin');
  await page.goBack();
  await expect(page).toHaveTitle('Convocation par mission – Imagin');
});

test('le thème choisi reste', async ({ page }) => {
  await ouvrir(page, '/missions');
  const racine = page.locator('html');
  const fond = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const clair = await fond();
  await page.getByRole('button', { name: 'Thème sombre' }).click();
  await expect(racine).toHaveAttribute('data-fr-scheme', 'dark');
  await expect.poll(fond).not.toBe(clair);
  await expect.poll(async () => (await page.context().cookies()).find((t) => t.name === 'theme')?.value).toBe('dark');
  await page.reload();
  await expect(racine).toHaveAttribute('data-fr-scheme', 'dark');
  await page.getByRole('button', { name: 'Thème clair' }).click();
  await expect(racine).toHaveAttribute('data-fr-scheme', 'light');
  await expect.poll(fond).toBe(clair);
  // And back to what the system says, light or dark.
  await page.getByRole('button', { name: 'Thème du système' }).click();
  await expect(racine).toHaveAttribute('data-fr-scheme', 'system');
  await expect.poll(async () => (await page.context().cookies()).find((t) => t.name === 'theme')?.value).toBe('system');
  await page.reload();
  await expect(racine).toHaveAttribute('data-fr-scheme', 'system');
  await expect.poll(fond).toBe(clair);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(fond).not.toBe(clair);
});
