// Imports in the browser: a file from its deposit to its taking back.
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, messages, telecharger } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { deposer, etatImport as etat } from '../outils/importer.ts';

const ENTETE =
  'matricule;civilite;nom;prenom;uai;discipline_code;discipline;mel_professionnel;mel_personnel;adresse_1;adresse_2;code_postal;commune;actif';
const personne = (matricule: string, nom: string, uai = '0310038Y') =>
  `${matricule};Mme;${nom};Éva;${uai};;;;;;;31000;TOULOUSE;oui`;
const fichier = (...lignes: string[]) => [ENTETE, ...lignes, ''].join('\n');

test.describe('le gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('dépose, vérifie, applique et annule', async ({ page }) => {
    await ouvrir(page, '/');
    await page.locator('#menu').getByRole('link', { name: 'Imports' }).click();
    await expect(page.getByText('Aucun import n’a encore été fait.')).toBeVisible();
    await sansViolation(page, 'imports-vide');
    await page.getByRole('link', { name: 'Nouvel import' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nouvel import');
    await sansViolation(page, 'import-nouveau');
    const modele = await telecharger(page, () => page.getByRole('main').getByRole('link', { name: 'Intervenants' }).click());
    expect(modele.nom).toBe('modele-intervenants.csv');

    const contenu = fichier(
      personne('ESSAI-1', 'IMPORTEE'),
      personne('ESSAI-2', 'AUTRE-IMPORTEE'),
      personne('ESSAI-3', 'REFUSEE', '0310038A'),
    );
    await deposer(page, 'intervenants', 'gens.csv', contenu);
    await animee(page);
    // Followed without anything being asked of the reader.
    await expect(etat(page)).toHaveText('À vérifier');
    await expect(page.locator('#lignes caption')).toHaveText(/2\slignes/);
    await expect(page.locator('#lignes tbody tr').first()).toContainText('IMPORTEE Éva');
    await attendreMessage(page, 'analysé, à vérifier');
    await sansViolation(page, 'import-apercu', ['lignes']);

    await page.getByLabel('Filtrer par mot-clé').fill('autre');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(page.locator('#lignes tbody tr')).toHaveCount(1);
    await page.getByRole('link', { name: /^Lignes refusées/ }).click();
    await expect(page.locator('#lignes tbody tr')).toContainText('la lettre attendue est Y');
    await sansViolation(page, 'import-refus', ['lignes']);
    const refus = await telecharger(page, () =>
      page.getByRole('link', { name: 'Télécharger les lignes refusées (CSV)' }).click(),
    );
    expect(refus.octets.toString('utf8')).toMatch(/^\uFEFFligne;repere;nom;raison\r\n4;/);

    await page.getByRole('button', { name: 'Appliquer l’import' }).click();
    await animee(page);
    await expect(etat(page)).toHaveText('Appliqué');
    await attendreMessage(page, 'appliqué');
    await sansViolation(page, 'import-applique');

    // The same file changes nothing.
    await ouvrir(page, '/imports/nouveau');
    await deposer(page, 'intervenants', 'gens.csv', contenu);
    await animee(page);
    await expect(page.getByText('il n’y a rien à appliquer')).toBeVisible();
    await expect(page.getByText('Ce même fichier a déjà été appliqué')).toBeVisible();
    await page.getByRole('link', { name: /^import n°/ }).click();
    await expect(etat(page)).toHaveText('Appliqué');

    await page.getByRole('button', { name: 'Annuler l’import' }).click();
    await animee(page);
    await expect(etat(page)).toHaveText('Annulé');
    await attendreMessage(page, 'annulé, tout est comme avant');
    await page.getByRole('link', { name: 'Retour aux imports' }).click();
    await expect(page.locator('#imports tbody tr')).toHaveCount(2);
    await sansViolation(page, 'imports', ['imports']);
  });

  test('l’export de STS-WEB se lit tel quel', async ({ page }) => {
    const xml =
      '<?xml version="1.0" encoding="ISO-8859-15"?><STS_EDT><PARAMETRES><UAJ CODE="0310038Y"/></PARAMETRES>' +
      '<DONNEES><INDIVIDUS><INDIVIDU ID="987654" TYPE="epp"><CIVILITE>1</CIVILITE><NOM_USAGE>GARÇON</NOM_USAGE>' +
      '<PRENOM>Noël</PRENOM><FONCTION>ENS</FONCTION></INDIVIDU></INDIVIDUS></DONNEES></STS_EDT>';
    await ouvrir(page, '/imports/nouveau');
    await deposer(page, 'sts', 'emp_STS_0310038Y_2026.xml', Buffer.from(xml, 'latin1'));
    await animee(page);
    await expect(etat(page)).toHaveText('À vérifier');
    await expect(page.locator('#lignes tbody tr')).toContainText('GARÇON Noël');
    await page.getByRole('button', { name: 'Abandonner l’import' }).click();
    await animee(page);
    await expect(etat(page)).toHaveText('Abandonné');

    await ouvrir(page, '/imports/nouveau');
    await deposer(page, 'sts', 'rires.xml', '<!DOCTYPE x [<!ENTITY a "ha">]><STS_EDT>&a;</STS_EDT>');
    await animee(page);
    await expect(etat(page)).toHaveText('Fichier refusé');
    await expect(page.getByText('qui ne sont jamais lus')).toBeVisible();
    await sansViolation(page, 'import-fichier-refuse');
  });
});

test.describe('un fichier trop gros', () => {
  test.use({ compte: 'gestionnaire', reglages: { IMAGIN_IMPORT_MAX: '1' } });

  test('est refusé en toutes lettres', async ({ page, surveillance }) => {
    surveillance.prevoir(/413/);
    await ouvrir(page, '/imports/nouveau');
    await expect(page.getByText(/1\sMo au plus/)).toBeVisible();
    await page.locator('label[for=genre-missions]').click();
    await page
      .locator('#fichier')
      .setInputFiles({ name: 'gros.csv', mimeType: 'text/csv', buffer: Buffer.alloc(1_200_000, 'a') });
    await page.getByRole('button', { name: 'Déposer et analyser' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fichier trop volumineux');
    await sansViolation(page, 'import-trop-gros');
    await page.getByRole('link', { name: 'Nouvel import' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nouvel import');
  });
});

test.describe('sans JavaScript', () => {
  test.use({ compte: 'gestionnaire', javaScriptEnabled: false });

  /** Asks again, by the page's own address, until it says this. */
  const attendre = (page: Page, texte: string) =>
    expect
      .poll(async () => {
        await page.goto(page.url());
        return page.locator('main').textContent();
      })
      .toContain(texte);

  test('dépose, applique et annule', async ({ page }) => {
    await page.goto('/imports/nouveau');
    await deposer(page, 'intervenants', 'gens.csv', fichier(personne('ESSAI-1', 'IMPORTEE')));
    await attendre(page, 'À vérifier');
    await expect(page.locator('#lignes tbody tr')).toContainText('IMPORTEE Éva');
    await page.getByRole('button', { name: 'Appliquer l’import' }).click();
    await attendre(page, 'Annuler l’import');
    await page.getByRole('button', { name: 'Annuler l’import' }).click();
    await attendre(page, 'Annulé');
    await expect(messages(page)).toContainText('annulé, tout est comme avant');
  });
});
