// What the administrateur settles: texts, seen before they are saved; the logo; numbers.
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, ligne, messages, telecharger } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { image, textePdf } from '../outils/papier.ts';

const texte = (page: Page) => page.locator('#valeur');
const historique = (page: Page) => page.locator('#historique tbody tr');

/** Sends a plain form: the next page comes whole, then alive. */
async function envoyer(page: Page, bouton: string): Promise<void> {
  const venue = page.waitForEvent('domcontentloaded');
  await page.getByRole('button', { name: bouton }).click();
  await venue;
  await animee(page);
}

test.describe('administrateur', () => {
  test.use({ compte: 'admin' });

  test('un texte : refusé par son nom, vu avant, enregistré, rétabli', async ({ page, autrePage, surveillance }) => {
    surveillance.prevoir(/parametres\/saisir/);
    // A letter is made before.
    const chef = await autrePage('chef');
    await ouvrir(chef, '/missions/172278');
    const avant = await telecharger(chef, () => ligne(chef, "D'ARRAS").getByRole('link', { name: /^Editer/ }).click());

    await ouvrir(page, '/');
    await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Paramètres' }).click();
    await expect(page.getByRole('heading', { name: 'Paramètres', level: 1 })).toBeVisible();
    await expect(page.locator('#textes-lettre')).toContainText('charge normale d’emploi');
    await sansViolation(page, 'parametres', ['textes-lettre', 'delais']);
    await page.getByRole('link', { name: 'Phrase de fin' }).click();
    await expect(page.getByRole('heading', { name: 'Phrase de fin', level: 1 })).toBeVisible();
    await sansViolation(page, 'parametre-texte');

    await texte(page).fill('Merci, {prenom}.');
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('{prenom}');
    await expect(page.getByRole('alert')).toContainText('{numero}');
    await expect(page.getByText('Cette saisie n’est pas enregistrée.')).toBeVisible();
    await expect(texte(page)).toHaveValue('Merci, {prenom}.');
    await sansViolation(page, 'parametre-texte-refuse');

    await texte(page).fill('Merci, {nom} !');
    await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
    await expect(page.getByRole('heading', { name: 'Aperçu avant d’enregistrer', level: 1 })).toBeVisible();
    await expect(page.getByRole('article')).toContainText(/Merci, .+\s!/);
    await expect(page.locator('.imagin-apercu-courriel')).toContainText('Vous trouverez ci-joint votre convocation');
    await sansViolation(page, 'parametre-apercu');
    const apercu = await telecharger(page, () => page.getByRole('link', { name: 'Voir cette lettre en PDF' }).click());
    expect(await textePdf(apercu.octets)).toContain('Merci, ');
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await attendreMessage(page, 'Phrase de fin');
    await expect(historique(page)).toHaveCount(1);
    await expect(page.getByRole('button', { name: 'Revenir au texte d’origine' })).toBeVisible();

    // The letter made before is what it was; a new one has the text.
    await ouvrir(chef, '/missions/172278');
    const encore = await telecharger(chef, () => ligne(chef, "D'ARRAS").getByRole('link', { name: /^Editer/ }).click());
    expect(encore.octets.equals(avant.octets)).toBe(true);
    await ouvrir(chef, '/missions/172418');
    const neuve = await telecharger(chef, () =>
      chef.locator('#convoques tbody tr').first().getByRole('link', { name: /^Editer/ }).click(),
    );
    expect(await textePdf(neuve.octets)).toContain('Merci, ');

    await page.getByRole('button', { name: 'Revenir au texte d’origine' }).click();
    await expect(historique(page)).toHaveCount(2);
    await historique(page).nth(1).getByRole('button', { name: /^Rétablir/ }).click();
    await expect(historique(page)).toHaveCount(3);
    await expect(texte(page)).toHaveValue(/^Merci, \{nom\}\s!$/);
  });

  test('deux à la fois : le second est prévenu et ne perd rien', async ({ page, autrePage, surveillance }) => {
    surveillance.prevoir(/parametres\/saisir/);
    const autre = await autrePage('admin');
    await ouvrir(page, '/parametres/textes/rappel_fin');
    await ouvrir(autre, '/parametres/textes/rappel_fin');
    await texte(autre).fill('Du premier.');
    await autre.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await attendreMessage(autre, 'Fin de la relance');

    await texte(page).fill('Du second.');
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('a changé ce paramètre');
    await expect(page.locator('.fr-alert--warning')).toContainText('Du premier.');
    await expect(page.getByText('a changé ce paramètre')).toHaveCount(1);
    await expect(texte(page)).toHaveValue('Du second.');
    await sansViolation(page, 'parametre-devance');
    // Having read it, the second may still want theirs.
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await attendreMessage(page, 'Fin de la relance');
    await expect(historique(page)).toHaveCount(2);
  });

  test('le logo : refusé, vu sur une lettre, mis, retiré', async ({ page, autrePage }) => {
    await ouvrir(page, '/parametres/logo');
    await expect(page.getByText('Sans logo').first()).toBeVisible();
    await page
      .getByLabel('Déposer un logo')
      .setInputFiles({ name: 'un.png', mimeType: 'image/png', buffer: Buffer.from('GIF89a') });
    await envoyer(page, 'Envoyer et voir sur une lettre');
    await expect(messages(page).getByRole('listitem').first()).toContainText('ni une image PNG');
    await page
      .getByLabel('Déposer un logo')
      .setInputFiles({ name: 'un.png', mimeType: 'image/png', buffer: image() });
    await envoyer(page, 'Envoyer et voir sur une lettre');
    await expect(page.getByRole('heading', { name: 'Logo à l’essai' })).toBeVisible();
    await expect(page.getByRole('article').getByRole('img', { name: /^Logo de l’académie/ })).toBeVisible();
    await sansViolation(page, 'parametre-logo');
    await page.getByRole('button', { name: 'Mettre ce logo' }).click();
    await attendreMessage(page, 'Logo de la lettre');
    await expect(page.getByRole('button', { name: 'Retirer le logo' })).toBeVisible();

    const chef = await autrePage('chef');
    await ouvrir(chef, '/missions/172418');
    const lettre = await telecharger(chef, () =>
      chef.locator('#convoques tbody tr').first().getByRole('link', { name: /^Editer/ }).click(),
    );
    expect(lettre.octets.length).toBeLessThanOrEqual(60_000);

    await page.getByRole('button', { name: 'Retirer le logo' }).click();
    await expect(historique(page)).toHaveCount(2);
    await expect(page.getByRole('button', { name: 'Retirer le logo' })).toHaveCount(0);
  });

  test('les délais, les limites et la conservation', async ({ page, surveillance }) => {
    surveillance.prevoir(/parametres\/nombre/);
    await ouvrir(page, '/parametres/nombres');
    const delai = page.getByLabel(/^Délai pour arrêter un envoi groupé/);
    await sansViolation(page, 'parametres-nombres');
    // The browser keeps to the bounds; whoever does without it is told by the server.
    await page.locator('#nombre-envoi_delai').evaluate((e) => e.removeAttribute('max'));
    await delai.fill('601');
    const enregistrer = page.getByRole('button', { name: /^Enregistrer – Délai pour arrêter/ });
    await enregistrer.click();
    await expect(page.getByRole('alert')).toContainText('de 0 à 600');
    await delai.fill('90');
    await enregistrer.click();
    await attendreMessage(page, 'Délai pour arrêter un envoi groupé');
    await expect(historique(page)).toHaveCount(1);
    await expect(delai).toHaveValue('90');
    await delai.fill('');
    await enregistrer.click();
    await expect(historique(page)).toHaveCount(2);
    await expect(delai).toHaveValue('');
    await ouvrir(page, '/parametres');
    await expect(page.locator('#delais tbody tr').first()).toContainText('Le service');
  });
});

test.describe('sans JavaScript', () => {
  test.use({ compte: 'admin', javaScriptEnabled: false });

  test('un texte se voit, s’enregistre et revient', async ({ page }) => {
    await page.goto('/parametres/textes/cloture');
    await texte(page).fill('Merci, {nom}.');
    await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
    await expect(page.getByRole('article')).toContainText('Merci, ');
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await expect(messages(page).getByRole('listitem').first()).toContainText('Phrase de fin');
    await page.getByRole('button', { name: 'Revenir au texte d’origine' }).click();
    await expect(historique(page)).toHaveCount(2);
    // Refused: said in the messages, and what was typed is there.
    await texte(page).fill('Merci, {prenom}.');
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await expect(messages(page).getByRole('listitem').first()).toContainText('{prenom}');
    await expect(texte(page)).toHaveValue('Merci, {prenom}.');
  });
});

test('nul autre que l’administrateur', async ({ page }) => {
  await ouvrir(page, '/parametres');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.locator('#menu').getByRole('link', { name: 'Paramètres' })).toHaveCount(0);
});
