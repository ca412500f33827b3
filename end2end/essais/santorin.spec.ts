// The export to SANTORIN and the clients of the API.
import { sansViolation } from '../outils/axe.ts';
import { attendreMessage, messages, telecharger } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';

const api = '/api/santorin/v1';

/** Fills the form and sends it; gives the token that the answer shows. */
async function creer(page: Page, nom: string): Promise<string> {
  await page.getByLabel('Nom du client').fill(nom);
  await page.locator('label', { hasText: /^Correcteurs$/ }).click();
  await page.getByRole('button', { name: /^Créer le client/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Jeton du nouveau client');
  return page.getByLabel('Jeton', { exact: true }).inputValue();
}

const client = (page: Page, nom: string) =>
  page.locator('#clients tbody tr').filter({ has: page.getByRole('rowheader', { name: nom, exact: true }) });

test.describe('le gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('exporte les correcteurs et les chargés de numérisation', async ({ page }) => {
    await ouvrir(page, '/');
    await page.locator('#menu').getByRole('link', { name: 'Export vers SANTORIN' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Export vers SANTORIN');
    await sansViolation(page, 'export-santorin');
    const correcteurs = await telecharger(page, () =>
      page.getByRole('link', { name: 'Télécharger les correcteurs (CSV)' }).click(),
    );
    expect(correcteurs.nom).toBe('santorin_correcteurs.csv');
    expect(correcteurs.octets.toString('utf8')).toMatch(/^\uFEFFreference;session_code;examen;annee;mission;/);
    const numerisation = await telecharger(page, () =>
      page.getByRole('link', { name: 'Télécharger les chargés de numérisation (CSV)' }).click(),
    );
    expect(numerisation.nom).toBe('santorin_numerisation.csv');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Export vers SANTORIN');
  });

  test('crée un client, dont le jeton lit l’API, puis le révoque', async ({ page, serveur }) => {
    await ouvrir(page, '/clients-api');
    await expect(page.getByText('Aucun client n’a encore été créé.')).toBeVisible();
    await sansViolation(page, 'clients-api-vide');

    // No list ticked: said, and the form comes back.
    await page.getByLabel('Nom du client').fill('SANTORIN');
    await page.getByRole('button', { name: /^Créer le client/ }).click();
    await attendreMessage(page, 'Cochez au moins une liste');
    await animee(page);
    await expect(page.getByLabel('Nom du client')).toHaveValue('SANTORIN');

    const jeton = await creer(page, 'SANTORIN');
    expect(jeton).toMatch(/^imgn_[0-9a-f]{64}$/);
    await sansViolation(page, 'clients-api-jeton');
    const lire = () => fetch(`${serveur.url}${api}/correcteurs`, { headers: { authorization: `Bearer ${jeton}` } });
    expect((await lire()).status).toBe(200);

    await page.getByRole('link', { name: 'Revenir aux clients de l’API' }).click();
    await animee(page);
    await expect(client(page, 'SANTORIN')).toContainText('En usage');
    await expect(page.locator('main')).not.toContainText(jeton);
    await sansViolation(page, 'clients-api');

    // Renewed: the former token still serves.
    const ligne = client(page, 'SANTORIN');
    await ligne.locator('summary', { hasText: 'Changer' }).click();
    await sansViolation(page, 'clients-api-changer');
    await ligne.getByRole('button', { name: 'Renouveler le jeton' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nouveau jeton');
    expect(await page.getByLabel('Jeton', { exact: true }).inputValue()).not.toBe(jeton);
    expect((await lire()).status).toBe(200);
    await page.getByRole('link', { name: 'Revenir aux clients de l’API' }).click();
    await animee(page);
    await expect(ligne).toContainText('l’ancien jusqu’au');

    // What is being typed beside it stays, in the line of the one for whom it is typed, whatever
    // becomes of the others.
    await creer(page, 'Voisin');
    await page.getByRole('link', { name: 'Revenir aux clients de l’API' }).click();
    await animee(page);
    await creer(page, 'Témoin');
    await page.getByRole('link', { name: 'Revenir aux clients de l’API' }).click();
    await animee(page);
    const adresse = (nom: string) => client(page, nom).locator('input[name=webhook]');
    for (const nom of ['Voisin', 'SANTORIN']) {
      await client(page, nom).locator('summary', { hasText: 'Changer' }).click();
      await adresse(nom).fill(`https://${nom.toLowerCase()}.example/`);
    }
    // The first of the list, it goes last.
    await client(page, 'Témoin').locator('summary', { hasText: 'Révoquer' }).click();
    await client(page, 'Témoin').getByRole('button', { name: /^Révoquer le client/ }).click();
    await expect(client(page, 'Témoin')).toContainText('Révoqué');
    await expect(adresse('Voisin')).toHaveValue('https://voisin.example/');
    await expect(adresse('SANTORIN')).toHaveValue('https://santorin.example/');
    await page.locator('#client-nom').fill('Un autre');
    await ligne.locator('summary', { hasText: 'Révoquer' }).click();
    await ligne.getByRole('button', { name: /^Révoquer le client/ }).click();
    await attendreMessage(page, 'son jeton ne sert plus');
    await expect(page.locator('#client-nom')).toHaveValue('Un autre');
    await expect(adresse('Voisin')).toHaveValue('https://voisin.example/');
    await expect(client(page, 'SANTORIN')).toContainText('Révoqué');
    expect((await lire()).status).toBe(401);
  });
});

test.describe('sans JavaScript', () => {
  test.use({ compte: 'admin', javaScriptEnabled: false });

  test('l’administrateur crée un client et le révoque', async ({ page }) => {
    await page.goto('/clients-api');
    await expect(page.locator('#menu').getByRole('link', { name: 'Export vers SANTORIN' })).toHaveCount(0);
    expect(await creer(page, 'Essai')).toMatch(/^imgn_/);
    await page.getByRole('link', { name: 'Revenir aux clients de l’API' }).click();
    await expect(messages(page)).toContainText('Client de l’API « Essai » créé.');
    await expect(page.locator('#clients tbody tr')).toHaveCount(1);
    const ligne = client(page, 'Essai');
    await ligne.locator('summary', { hasText: 'Révoquer' }).click();
    await ligne.getByRole('button', { name: /^Révoquer le client/ }).click();
    await expect(client(page, 'Essai')).toContainText('Révoqué');
  });
});
