// PostgreSQL and a real mail server: two settings differ, and nothing else.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MOT_DE_PASSE } from '../outils/comptes.ts';
import { attendreLignes, cellule, chercherNom, convoquer, creer, ligne, telecharger } from '../outils/ecran.ts';
import { expect, ouvrir, servir } from '../outils/essai.ts';
import { aplani, textePdf } from '../outils/papier.ts';
import { avecPoste } from '../outils/poste.ts';
import { creerBase, SERVEUR_PG, supprimerBase } from '../outils/postgresql.ts';
import { commandeAvec } from '../outils/serveur.ts';

const CHEF = 'helene.castagnede@ac-demo.example';
const GARRIGUES = 'etienne.garrigues@ac-demo.example';

const test = avecPoste.extend({
  serveur: async ({ poste }, use, info) => {
    const donnees = await mkdtemp(join(tmpdir(), 'imagin-postgresql-'));
    const base = await creerBase();
    const reglages = { IMAGIN_DATABASE_URL: base, IMAGIN_MAIL_URL: poste.url };
    try {
      await commandeAvec(donnees, reglages, 'demo', '--intervenants', '400');
      await servir(donnees, reglages, use, info);
    } finally {
      await supprimerBase(base);
      await rm(donnees, { recursive: true, force: true });
    }
  },
});

test.skip(SERVEUR_PG === '', 'PostgreSQL : non essayé (IMAGIN_TEST_PG_URL absent)');
test.use({ compte: null });

test('se connecter, convoquer, imprimer, envoyer, sur PostgreSQL et par un serveur SMTP', async ({
  page,
  serveur,
  poste,
}) => {
  await page.goto('/connexion');
  await page.getByLabel('Identifiant').fill('chef');
  await page.getByLabel('Mot de passe').fill(MOT_DE_PASSE);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page.getByRole('heading', { name: 'Accueil', level: 1 })).toBeVisible();

  await ouvrir(page, '/missions/172278');
  await attendreLignes(page, 1);
  await creer(page);
  await chercherNom(page, 'garrigues', /HISTOIRE/);
  await convoquer(page).click();
  await attendreLignes(page, 2);

  const papier = await telecharger(page, () => ligne(page, 'GARRIGUES').getByRole('link', { name: /^Editer/ }).click());
  expect(papier.nom).toBe('172278_GARRIGUES-Etienne_convocation.pdf');
  expect(await textePdf(papier.octets)).toContain('Monsieur Étienne GARRIGUES');

  await ligne(page, 'GARRIGUES').getByRole('button', { name: /^Envoyer par mél/ }).click();
  await expect(cellule(ligne(page, 'GARRIGUES'), 'Envoi')).toContainText(/^Envoyé/, { timeout: 20_000 });

  // The convocation, and the copy for who asked: taken by the server, as another program reads them.
  await expect.poll(() => poste.recus.map((r) => r.vers).sort(), { timeout: 20_000 }).toEqual([[GARRIGUES], [CHEF]]);
  const lu = poste.pour(GARRIGUES)[0]!;
  expect(lu.defauts).toEqual([]);
  expect(lu.entetes['subject']).toMatch(/^Convocation – mission 172278 – /);
  expect(lu.parties.map((p) => p.genre)).toEqual(['text/plain', 'text/html', 'application/pdf', 'text/calendar']);
  expect(lu.parties[2]?.nom).toBe(papier.nom);
  expect(aplani(lu.parties[0]?.texte ?? '')).toContain('convocation à la mission n° 172278');

  // Neither of what the two settings replace was used.
  expect(existsSync(join(serveur.donnees, 'imagin.sqlite'))).toBe(false);
  expect(existsSync(serveur.courriels)).toBe(false);
});
