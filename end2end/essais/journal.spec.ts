// The journal of sends, and what settles a mail that went wrong.
import { readFile } from 'node:fs/promises';
import { attendreLignes, attendreMessage, cellule, ligne, messages } from '../outils/ecran.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { aplani, courriels, destinataire } from '../outils/papier.ts';

const lignesDuJournal = (page: Page) => page.locator('#journal tbody tr');

test('le journal montre chaque envoi, se filtre et s’exporte', async ({ page }) => {
  await ouvrir(page, '/missions/171887');
  await ligne(page, 'AZÉMA').getByRole('button', { name: /^Envoyer/ }).click();
  await expect(cellule(ligne(page, 'AZÉMA'), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });

  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Journal des envois' }).click();
  await expect(page.getByRole('heading', { name: 'Journal des envois', level: 1 })).toBeVisible();
  const convocation = lignesDuJournal(page).filter({ hasText: 'benedicte.azema@' });
  await expect(convocation).toHaveCount(1);
  await expect(convocation).toContainText('171887');
  await expect(convocation).toContainText('Envoyé');

  await page.getByLabel('Filtrer par nom ou adresse').fill('azema');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page).toHaveURL(/mot=azema/);
  await expect(lignesDuJournal(page)).toHaveCount(1);
  const telechargement = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Exporter (CSV)' }).click();
  const fichier = await telechargement;
  expect(fichier.suggestedFilename()).toBe('journal-des-envois.csv');
  const csv = await readFile(await fichier.path(), 'utf8');
  expect(csv).toMatch(/^\uFEFFDemandé le;Mission;Destinataire;/);
  expect(aplani(csv)).toContain('171887;AZÉMA Bénédicte;benedicte.azema@ac-demo.example;Convocation;Envoyé;');

  await page.getByLabel('État').selectOption({ label: 'Retour' });
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page.getByText('Aucun courriel ne correspond.')).toBeVisible();
  await page.getByRole('link', { name: 'Réinitialiser les filtres' }).click();
  await expect(convocation).toHaveCount(1);

  // From the mission, its own mails; a letter leaves again from its line.
  await ouvrir(page, '/missions/171887');
  await page.getByRole('link', { name: 'Envois de cette mission' }).click();
  await expect(page).toHaveURL(/\/envois\?mission=171887$/);
  await expect(convocation.getByRole('link', { name: /^Editer la convocation – AZÉMA/ })).toBeVisible();
  await convocation.getByRole('button', { name: /^Renvoyer – AZÉMA/ }).click();
  await attendreMessage(page, 'Mission 171887 : 1 convocation en cours d’envoi.');
  await expect(convocation).toHaveCount(2);
  await page.getByLabel('Demandé jusqu’au').fill('2020-01-01');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await expect(page.getByText('Aucun courriel ne correspond.')).toBeVisible();
});

test('corriger une adresse et envoyer', async ({ page, serveur, surveillance }) => {
  surveillance.prevoir(/corriger-adresse/);
  await ouvrir(page, '/missions/171887');
  await ligne(page, 'LE GOFF').getByRole('link', { name: /^Corriger l’adresse/ }).click();
  await expect(page.getByRole('heading', { name: 'Corriger l’adresse', level: 1 })).toBeVisible();
  await expect(page.getByText('LE GOFF Noël')).toBeVisible();
  const professionnelle = page.getByLabel('Adresse de courriel professionnelle');
  await professionnelle.fill('noel.le-goff');
  await page.getByRole('button', { name: 'Enregistrer et envoyer de nouveau' }).click();
  await expect(page.getByRole('alert')).toContainText('n’est pas une adresse de courriel');
  await professionnelle.fill('noel.le-goff@ac-demo.example');
  await page.getByRole('button', { name: 'Enregistrer et envoyer de nouveau' }).click();
  await expect(page).toHaveURL(/\/missions\/171887$/);
  await expect(
    messages(page).getByRole('listitem').filter({ hasText: 'Les adresses de courriel de LE GOFF Noël sont corrigées.' }),
  ).toBeVisible();
  await expect(cellule(ligne(page, 'LE GOFF'), 'Envoi')).toHaveText('Envoyé', { timeout: 20_000 });
  await expect
    .poll(async () => (await courriels(serveur.courriels)).map(destinataire))
    .toContain('noel.le-goff@ac-demo.example');
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('corriger une adresse', async ({ page }) => {
    await page.goto('/missions/171887');
    await attendreLignes(page, 5);
    await ligne(page, 'LE GOFF').getByRole('link', { name: /^Corriger l’adresse/ }).click();
    await page.getByLabel('Adresse de courriel professionnelle').fill('pas une adresse');
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await attendreMessage(page, 'n’est pas une adresse de courriel');
    await page.getByLabel('Adresse de courriel professionnelle').fill('noel.le-goff@ac-demo.example');
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await expect(page).toHaveURL(/\/missions\/171887$/);
    await attendreMessage(page, 'Les adresses de courriel de LE GOFF Noël sont corrigées.');
    await page.goto('/envois?mot=goff');
    await expect(page.getByText('Aucun courriel ne correspond.')).toBeVisible();
  });
});
