// Imports as the gestionnaire makes them.
import { animee, expect, ouvrir, type Page } from './essai.ts';

/** Fills the form of *Nouvel import* in and sends it: the page of the import. */
export async function deposer(page: Page, genre: string, nom: string, contenu: string | Buffer): Promise<void> {
  await page.locator(`label[for=genre-${genre}]`).click();
  await page.locator('#fichier').setInputFiles({ name: nom, mimeType: 'text/csv', buffer: Buffer.from(contenu as string) });
  await page.getByRole('button', { name: 'Déposer et analyser' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Import n°\s\d+\s: /);
}

/** Where the import of the page stands. */
export const etatImport = (page: Page) => page.locator('main p[role=status] .fr-badge');

/** Missions, from the file to their being written. */
export const importerMissions = (page: Page, csv: string): Promise<void> => importer(page, 'missions', csv);

/** A file, from the form to its being written. */
export async function importer(page: Page, genre: 'missions' | 'intervenants', csv: string): Promise<void> {
  await ouvrir(page, '/imports/nouveau');
  await deposer(page, genre, `${genre}.csv`, csv);
  await animee(page);
  await expect(etatImport(page)).toHaveText('À vérifier');
  await page.getByRole('button', { name: 'Appliquer l’import' }).click();
  await animee(page);
  await expect(etatImport(page)).toHaveText('Appliqué');
}
