// Signatures, the service that opens them, the first page, the choice of copies.
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, ligne, messages, telecharger } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { image, textePdf } from '../outils/papier.ts';

const fichier = (nom: string, octets: Buffer) => ({ name: nom, mimeType: 'image/png', buffer: octets });

async function remplir(page: Page, nom: string, qualite = 'Proviseure'): Promise<void> {
  await page.getByLabel('Civilité').selectOption('Madame');
  await page.getByLabel('Nom', { exact: true }).fill(nom);
  await page.getByLabel('Prénom').fill('Aline');
  await page.getByLabel('Qualité').fill(qualite);
}

/** Sends the form, which is a plain one: the next page comes whole, then alive. */
async function continuer(page: Page): Promise<void> {
  const venue = page.waitForEvent('domcontentloaded');
  await page.getByRole('button', { name: 'Continuer' }).click();
  await venue;
  await animee(page);
}

const enUsage = (page: Page) => page.locator('.imagin-signature');
/** The question what becomes of a draft that waits. */
const commencee = (page: Page) => page.getByRole('alert').filter({ hasText: 'déjà commencé une saisie' });
const rangee = (page: Page, nom: string) =>
  page.locator('#signatures tbody tr').filter({ has: page.getByRole('rowheader', { name: nom }) });

test('déposer une image, la voir sur une lettre, l’enregistrer ; les lettres faites ne changent pas', async ({ page }) => {
  // One letter is printed before.
  await ouvrir(page, '/missions/172278');
  const avant = await telecharger(page, () => ligne(page, "D'ARRAS").getByRole('link', { name: /^Editer/ }).click());
  expect(await textePdf(avant.octets)).toContain('Hélène CASTAGNÈDE');

  await page.getByRole('link', { name: 'Signature établissement pour la convocation' }).click();
  await expect(page.getByRole('heading', { name: 'Signature établissement pour la convocation', level: 1 })).toBeVisible();
  await expect(enUsage(page)).toContainText('Hélène CASTAGNÈDE');
  await expect(rangee(page, 'Robert VIDALENC')).toContainText('Terminée');
  await sansViolation(page, 'signatures');
  await page.getByRole('link', { name: 'Enregistrer une signature' }).click();
  await expect(page.getByRole('heading', { name: 'Saisie de la signature', level: 1 })).toBeVisible();
  await remplir(page, 'ESCOUBÈS', '');
  // A file that is no image, and a field left empty: both said, nothing lost.
  await page.getByLabel('Déposer une image').setInputFiles(fichier('une.png', Buffer.from('GIF89a')));
  await continuer(page);
  const alerte = page.getByRole('alert').filter({ hasText: 'ni une image PNG' });
  await expect(alerte).toContainText('Qualité : remplissez ce champ.');
  await expect(page.getByLabel('Nom', { exact: true })).toHaveValue('ESCOUBÈS');
  await sansViolation(page, 'signature-refusee');
  await page.getByLabel('Qualité').fill('Proviseure adjointe');
  await page.getByLabel('Signe pour le chef, par délégation').check();
  await page.getByLabel('Déposer une image').setInputFiles(fichier('une.png', image()));
  await continuer(page);

  await expect(page.getByRole('heading', { name: 'Aperçu avant d’enregistrer', level: 1 })).toBeVisible();
  const lettre = page.getByRole('article');
  await expect(lettre).toContainText('Pour le chef d’établissement et par délégation');
  await expect(lettre.getByRole('img', { name: 'Signature manuscrite de Aline ESCOUBÈS' })).toBeVisible();
  const apercu = await telecharger(page, () => page.getByRole('link', { name: 'Voir cette lettre en PDF' }).click());
  expect(await textePdf(apercu.octets)).toContain('Aline ESCOUBÈS');
  await page.getByText('Recadrer', { exact: true }).click();
  await sansViolation(page, 'signature-apercu');
  // A frame drawn by mouse writes what is cut on each side; once released, nothing more.
  const entiere = page.getByRole('img', { name: 'Image déposée, entière' });
  await entiere.scrollIntoViewIfNeeded();
  const boite = await entiere.boundingBox();
  if (!boite) throw new Error('pas d’image à recadrer');
  await page.mouse.move(boite.x + 0.1 * boite.width, boite.y + 0.2 * boite.height);
  await page.mouse.down();
  await page.mouse.move(boite.x + 0.9 * boite.width, boite.y + 0.7 * boite.height, { steps: 3 });
  await page.mouse.up();
  await page.mouse.move(boite.x + 0.5 * boite.width, boite.y + 0.5 * boite.height);
  await expect(page.getByLabel('À gauche (%)')).toHaveValue(/^(9|10|11)$/);
  await expect(page.getByLabel('En haut (%)')).toHaveValue(/^(19|20|21)$/);
  await expect(page.getByLabel('À droite (%)')).toHaveValue(/^(9|10|11)$/);
  await expect(page.getByLabel('En bas (%)')).toHaveValue(/^(29|30|31)$/);
  await page.getByLabel('À droite (%)').fill('40');
  const relue = page.waitForResponse('**/api/signatures/apercu*');
  await page.getByRole('button', { name: 'Appliquer' }).click();
  await (await relue).finished();
  await page.getByText('Recadrer', { exact: true }).click();
  await expect(page.getByLabel('À droite (%)')).toHaveValue('40');
  await page.getByRole('button', { name: 'Enregistrer cette signature' }).click();
  await attendreMessage(page, 'Signature d’établissement d’Aline ESCOUBÈS enregistrée');
  await expect(enUsage(page)).toContainText('Aline ESCOUBÈS');
  await expect(rangee(page, 'Hélène CASTAGNÈDE')).toContainText('1 convocation faite');

  // The letter printed before keeps its signature; another one bears the new one.
  await ouvrir(page, '/missions/172278');
  const encore = await telecharger(page, () => ligne(page, "D'ARRAS").getByRole('link', { name: /^Editer/ }).click());
  expect(encore.octets.equals(avant.octets)).toBe(true);
  await ouvrir(page, '/missions/172418');
  const neuve = await telecharger(page, () =>
    page.locator('#convoques tbody tr').first().getByRole('link', { name: /^Editer/ }).click(),
  );
  expect(await textePdf(neuve.octets)).toContain('Aline ESCOUBÈS');
});

test('rien ne s’enregistre avant que le recadrage soit fait et montré', async ({ page }) => {
  await ouvrir(page, '/signatures/centre/saisie');
  await remplir(page, 'ESCOUBÈS');
  await page.getByLabel('Déposer une image').setInputFiles(fichier('une.png', image()));
  await continuer(page);
  let lacher = () => {};
  const tenu = new Promise<void>((fini) => (lacher = fini));
  await page.route('**/api/signatures/recadrer*', async (route) => {
    await tenu;
    await route.continue();
  });
  await page.getByText('Recadrer', { exact: true }).click();
  await page.getByLabel('À droite (%)').fill('40');
  await page.getByRole('button', { name: 'Appliquer' }).click();
  const enregistrer = page.getByRole('button', { name: 'Enregistrer cette signature' });
  await expect(enregistrer).toHaveAttribute('aria-disabled', 'true');
  // Pressed all the same, by the keyboard: the draft stays, and nothing is asked of it in vain.
  await enregistrer.press('Enter');
  lacher();
  await expect(enregistrer).not.toHaveAttribute('aria-disabled');
  await expect(page).toHaveURL(/\/apercu/);
  await enregistrer.click();
  await attendreMessage(page, 'Signature de centre d’Aline ESCOUBÈS enregistrée');
});

test('signer dans la page', async ({ page }) => {
  await ouvrir(page, '/signatures/centre/saisie');
  await remplir(page, 'ESCOUBÈS');
  const surface = page.getByRole('img', { name: 'Surface où signer' });
  await surface.scrollIntoViewIfNeeded();
  const cadre = await surface.boundingBox();
  if (!cadre) throw new Error('pas de surface');
  const aller = async (points: [number, number][]) => {
    for (const [i, [x, y]] of points.entries()) {
      await page.mouse.move(cadre.x + x * cadre.width, cadre.y + y * cadre.height, { steps: 4 });
      if (i === 0) await page.mouse.down();
    }
    await page.mouse.up();
  };
  await aller([[0.1, 0.6], [0.2, 0.2], [0.3, 0.8], [0.5, 0.4], [0.7, 0.6]]);
  // By finger: the palm that lands meanwhile draws nothing.
  const chromium = await page.context().newCDPSession(page);
  const la = (x: number, y: number) => ({ x: cadre.x + x * cadre.width, y: cadre.y + y * cadre.height });
  const toucher = (type: 'touchStart' | 'touchMove' | 'touchEnd', doigts: [number, number][]) =>
    chromium.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: doigts.map(([x, y], id) => ({ ...la(x, y), id })),
    });
  await toucher('touchStart', [[0.7, 0.3]]);
  await toucher('touchMove', [[0.8, 0.3]]);
  await toucher('touchStart', [[0.8, 0.3], [0.3, 0.9]]);
  await toucher('touchMove', [[0.9, 0.4], [0.5, 0.9]]);
  await toucher('touchEnd', []);
  const stylet = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number, y: number) =>
    chromium.send('Input.dispatchMouseEvent', {
      type,
      ...la(x, y),
      button: 'left',
      buttons: type === 'mouseReleased' ? 0 : 1,
      clickCount: 1,
      pointerType: 'pen',
    });
  await stylet('mousePressed', 0.2, 0.9);
  await stylet('mouseMoved', 0.4, 0.8);
  await stylet('mouseReleased', 0.4, 0.8);
  // Three strokes of two points at least.
  const dessin = page.locator('input[name="dessin"]');
  await expect(dessin).toHaveValue(/^\d+,\d+ [^;]+;\d+,\d+ [^;]+;\d+,\d+ [^;]+$/);
  await sansViolation(page, 'signature-dessin');
  await page.getByRole('button', { name: 'Effacer le dernier trait' }).click();
  await page.getByRole('button', { name: 'Effacer le dernier trait' }).click();
  await expect(dessin).toHaveValue(/^[^;]+$/);
  await continuer(page);
  await expect(page.getByRole('img', { name: 'Image prête' })).toBeVisible();
  await page.getByRole('button', { name: 'Enregistrer cette signature' }).click();
  await attendreMessage(page, 'Signature de centre d’Aline ESCOUBÈS enregistrée');
  await expect(enUsage(page).getByRole('img', { name: 'Signature manuscrite de Aline ESCOUBÈS' })).toBeVisible();
  // Withdrawn, the former one is in use again; put back, it is not.
  await rangee(page, 'Aline ESCOUBÈS').getByRole('button', { name: /^Retirer/ }).click();
  await attendreMessage(page, 'Signature d’Aline ESCOUBÈS retirée');
  await expect(enUsage(page)).toContainText('Hélène CASTAGNÈDE');
  await rangee(page, 'Aline ESCOUBÈS').getByRole('button', { name: /^Remettre/ }).click();
  await expect(enUsage(page)).toContainText('Aline ESCOUBÈS');
  // Changing one while what one began waits: asked first.
  await rangee(page, 'Aline ESCOUBÈS').getByRole('button', { name: /^Modifier/ }).click();
  await page.getByRole('link', { name: 'Retour aux signatures' }).click();
  await rangee(page, 'Hélène CASTAGNÈDE').getByRole('button', { name: /^Modifier/ }).click();
  await expect(commencee(page).getByRole('link', { name: 'Reprendre la saisie commencée' })).toBeVisible();
  await sansViolation(page, 'signature-commencee');
  await commencee(page).getByRole('button', { name: 'L’abandonner et modifier' }).click();
  await expect(page.getByLabel('Nom', { exact: true })).toHaveValue('CASTAGNÈDE');
});

test('deux personnes changent les signatures en même temps', async ({ page, autrePage, surveillance }) => {
  surveillance.prevoir(/signatures/);
  await ouvrir(page, '/signatures/etablissement/saisie');
  await remplir(page, 'PREMIÈRE');
  await continuer(page);
  await expect(page.getByRole('button', { name: 'Enregistrer cette signature' })).toBeVisible();
  const elle = await autrePage('secretaire');
  await ouvrir(elle, '/signatures/etablissement/saisie');
  await remplir(elle, 'SECONDE');
  await continuer(elle);
  await elle.getByRole('button', { name: 'Enregistrer cette signature' }).click();
  await expect(enUsage(elle)).toContainText('SECONDE');
  await page.getByRole('button', { name: 'Enregistrer cette signature' }).click();
  await expect(page.getByRole('alert').first()).toContainText('Ginette ROUCOULES a changé les signatures entre-temps');
  await page.reload();
  await animee(page);
  await expect(page.getByText('après le début de votre saisie')).toBeVisible();
  await page.getByRole('button', { name: 'Enregistrer cette signature' }).click();
  await expect(enUsage(page)).toContainText('PREMIÈRE');
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('déposer une image et l’enregistrer', async ({ page }) => {
    await page.goto('/signatures/centre');
    await page.getByRole('link', { name: 'Enregistrer une signature' }).click();
    await remplir(page, 'ESCOUBÈS');
    await expect(page.getByRole('img', { name: 'Surface où signer' })).toBeHidden();
    await page.getByLabel('Valable jusqu’au').fill('2020-01-01');
    await page.getByLabel('Déposer une image').setInputFiles(fichier('une.png', image()));
    await page.getByRole('button', { name: 'Continuer' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'La date de fin est passée' })).toBeVisible();
    await expect(page.getByRole('img', { name: 'Image déjà déposée' })).toBeVisible();
    await page.getByLabel('Valable jusqu’au').fill('');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByText('Recadrer', { exact: true }).click();
    await page.getByLabel('À gauche (%)').fill('30');
    await page.getByRole('button', { name: 'Appliquer' }).click();
    await expect(page.getByRole('article')).toContainText('Aline ESCOUBÈS');
    await page.getByRole('button', { name: 'Enregistrer cette signature' }).click();
    await attendreMessage(page, 'Signature de centre d’Aline ESCOUBÈS enregistrée');
    await rangee(page, 'Aline ESCOUBÈS').getByRole('button', { name: /^Retirer/ }).click();
    await attendreMessage(page, 'retirée');
    const modifier = rangee(page, 'Hélène CASTAGNÈDE').getByRole('button', { name: /^Modifier/ });
    await modifier.click();
    await page.getByRole('link', { name: 'Retour aux signatures' }).click();
    await modifier.click();
    await commencee(page).getByRole('link', { name: 'Reprendre la saisie commencée' }).click();
    await expect(page.getByLabel('Nom', { exact: true })).toHaveValue('CASTAGNÈDE');
    await page.getByRole('link', { name: 'Retour aux signatures' }).click();
    await modifier.click();
    await commencee(page).getByRole('button', { name: 'L’abandonner et modifier' }).click();
    await expect(page.getByRole('heading', { name: 'Saisie de la signature', level: 1 })).toBeVisible();
  });

  test('choisir les copies', async ({ page }) => {
    await page.goto('/compte');
    // As a mouse does: the label lies over the button that it draws.
    await page.locator('label[for=copies-oui]').click();
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await attendreMessage(page, 'vous recevrez une copie de chaque courriel');
    await expect(page.getByLabel('Une copie de chaque courriel')).toBeChecked();
  });

  test('l’accueil mène aux listes', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('img', { name: /^Missions selon leur date de début/ })).toBeVisible();
    await page.getByRole('link', { name: /où personne n’est convoqué/ }).click();
    await expect(page.locator('#missions')).toBeVisible();
    await expect(page.getByText('personne n’est convoqué', { exact: true })).toBeVisible();
  });
});

test('choisir les copies plutôt que le récapitulatif', async ({ page }) => {
  await ouvrir(page, '/compte');
  await expect(page.getByLabel('Un seul récapitulatif')).toBeChecked();
  await page.locator('label[for=copies-oui]').click();
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await attendreMessage(page, 'vous recevrez une copie de chaque courriel');
  await page.reload();
  await expect(page.getByLabel('Une copie de chaque courriel')).toBeChecked();
  await sansViolation(page, 'compte');
  await ouvrir(page, '/missions/172418?fenetre=envoyer');
  await expect(page.getByRole('dialog')).toContainText('Vous recevrez une copie de chaque courriel.');
});

test('l’accueil compte ce que montrent ses listes', async ({ page }) => {
  await ouvrir(page, '/');
  const lien = page.getByRole('link', { name: /où personne n’est convoqué/ });
  const nombre = Number.parseInt((await lien.innerText()).replaceAll(/\s/g, ''), 10);
  expect(nombre).toBeGreaterThan(0);
  await page.getByText('Les mêmes nombres en tableau').click();
  await expect(page.locator('#frise tbody tr')).not.toHaveCount(0);
  await sansViolation(page, 'accueil-tableau');
  await lien.click();
  await expect(page.locator('#missions caption')).toContainText(`${nombre} missions sur`);
  await page.getByRole('link', { name: 'Retirer ce filtre' }).click();
  await expect(page).toHaveURL(/\/missions\?annee=\d+$/);
});

test.describe('administrateur', () => {
  test.use({ compte: 'admin' });

  test('fermer et ouvrir le service signature', async ({ page, autrePage, surveillance }) => {
    surveillance.prevoir(/ouvertures\/changer/);
    await ouvrir(page, '/');
    await page.getByRole('link', { name: /service signature est fermé/ }).click();
    await expect(page.getByRole('heading', { name: 'Services des établissements', level: 1 })).toBeVisible();
    // One comes here to open that one.
    await expect(page.getByLabel('Service signature')).toBeChecked();
    await expect(page.locator('#services tbody tr')).toHaveCount(1);
    await page.getByRole('link', { name: 'Tous', exact: true }).click();
    await expect(page.locator('#services tbody tr')).toHaveCount(31);
    await page.getByRole('button', { name: 'Fermer', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('Aucun établissement n’est coché');
    await sansViolation(page, 'services');
    await page.getByLabel('Filtrer par nom, commune ou UAI').fill('bellevue');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(page.locator('#services tbody tr')).toHaveCount(1);
    await page.getByLabel('Tout cocher').check();
    await page.locator('label[for=service-signature]').click();
    await page.getByRole('button', { name: 'Fermer', exact: true }).click();
    await attendreMessage(page, 'Service signature fermé pour 1 établissement.');
    await expect(page.locator('#services tbody tr')).toContainText('Fermé');

    const chef = await autrePage('chef');
    await ouvrir(chef, '/missions/172278');
    await expect(chef.locator('#signature-manquante')).toContainText('Le service signature n’est pas ouvert');
    await ouvrir(chef, '/signatures/etablissement');
    await expect(chef.getByText('Demandez son ouverture à l’administrateur')).toBeVisible();
    await expect(chef.getByRole('link', { name: 'Enregistrer une signature' })).toHaveCount(0);
    await sansViolation(chef, 'signatures-fermees');
    await ouvrir(chef, '/');
    await chef.getByRole('link', { name: /n’ont pas de signature/ }).click();
    await expect(chef.locator('#missions')).toBeVisible();

    await page.locator('#services').getByRole('checkbox').check();
    await page.locator('label[for=service-signature]').click();
    await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
    await expect(page.locator('#services tbody tr')).not.toContainText('Fermé');
    await ouvrir(chef, '/missions/172278');
    await expect(chef.locator('#signature-manquante')).toHaveCount(0);
    await expect(messages(page).getByRole('listitem').first()).toContainText('ouvert pour');
  });

  test('ne signe pour personne', async ({ page }) => {
    await ouvrir(page, '/');
    await expect(page.getByRole('link', { name: /^Signature/ })).toHaveCount(0);
    await page.goto('/signatures/etablissement');
    await expect(page.getByRole('alert').filter({ hasText: 'ne permet pas' })).toBeVisible();
  });
});
