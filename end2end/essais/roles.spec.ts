import { sansViolation } from '../outils/axe.ts';
import {
  attendreLignes,
  attendreMessage,
  cellule,
  chercherDiscipline,
  convoquer,
  creer,
  fenetre,
  identifies,
  ligne,
  lignes,
  telecharger,
} from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';
import { textePdf } from '../outils/papier.ts';

/** The page that an address which leads nowhere for the reader shows. */
async function introuvable(page: Page, adresse: string): Promise<void> {
  const reponse = await page.goto(adresse);
  expect(reponse?.status(), adresse).toBe(404);
  await expect(page.getByRole('heading', { name: 'Page introuvable', level: 1 })).toBeVisible();
}

/** The number of a mission of another centre. */
async function missionAilleurs(page: Page): Promise<string> {
  await page.goto('/missions?vue=convoquees&lignes=5000&tri=numero&sens=desc');
  const numero = await page.locator('#missions tbody tr').first().getByRole('link').innerText();
  expect(Number(numero)).toBeGreaterThan(172_500);
  return numero;
}

test('chef : les missions de son centre et rien d’autre', async ({ page, autrePage, surveillance }) => {
  surveillance.prevoir(/404/);
  const gestionnaire = await autrePage('gestionnaire');
  const ailleurs = await missionAilleurs(gestionnaire);
  await gestionnaire.goto(`/missions/${ailleurs}`);
  const lettre = await lignes(gestionnaire).first().getByRole('link', { name: 'Page' }).getAttribute('href');

  await introuvable(page, `/missions/${ailleurs}`);
  await introuvable(page, '/missions/1');
  await introuvable(page, '/missions/abc');
  await introuvable(page, lettre ?? '');
  const pdf = await page.request.get(`${lettre}/convocation.pdf`);
  expect(pdf.status()).toBe(404);
  await introuvable(page, '/nulle-part');
});

test.describe('secrétariat', () => {
  test.use({ compte: 'secretaire' });

  test('convoque au nom du centre', async ({ page }) => {
    await ouvrir(page, '/missions/172320');
    await creer(page);
    await chercherDiscipline(page, 'vie et', 'SCIENCES DE LA VIE ET DE LA TERRE');
    await expect(identifies(page)).toHaveCount(6);
    await convoquer(page).click();
    await attendreLignes(page, 6);
    await expect(cellule(lignes(page).first(), 'Affectation')).toHaveText('Convoquée par centre, Correcteur, Com. 1GSVT');
    // They are its author, and may change what the head of the centre made too.
    await expect(page.getByRole('button', { name: 'Télécharger convocations (zip) (6)' })).toBeEnabled();
  });

  test('les neuf entrées du menu, et ce que seul le chef fait', async ({ page }) => {
    // Some fifteen pages, one after the other.
    test.slow();
    const bouton = (nom: string | RegExp) => page.getByRole('button', { name: nom });
    const lien = (nom: string | RegExp) => page.getByRole('link', { name: nom });
    const filtrer = async (mot: string): Promise<void> => {
      await page.getByLabel('Filtrer par mot-clé').fill(mot);
      await bouton('Filtrer').click();
      await expect(page).toHaveURL(new RegExp(`mot=${mot}`));
    };
    const entrees: [string, () => Promise<void>][] = [
      [
        'Consultation des personnels',
        async () => {
          await filtrer('anglais');
          await expect(page.locator('#personnels tbody tr')).toHaveCount(13);
        },
      ],
      [
        'Saisie d’indisponibilité',
        async () => {
          await lien('Saisir une indisponibilité').click();
          await page.getByLabel(/^Filtrer les personnes/).fill('garrigues');
          await bouton('Filtrer').click();
          // Ticked in the list that was there before, it would be gone with it.
          await expect(page.getByText('2 personnes trouvées.')).toBeVisible();
          await page.getByRole('checkbox', { name: /^GARRIGUES Étienne/ }).check();
          await page.getByLabel('Premier jour', { exact: true }).fill('2021-02-01');
          await page.getByLabel('Motif').selectOption({ label: 'Formation' });
          await bouton('Enregistrer').click();
          await expect(page.getByRole('heading', { name: 'Ce qui vient d’être saisi' })).toBeVisible();
        },
      ],
      [
        'Saisie des compétences',
        async () => {
          await lien('Saisir – EDUCATION MUSICALE').click();
          await lien('Partir de la saisie de 2020').click();
          await expect(page.getByText(/d’après la saisie de 2020/)).toBeVisible();
          await bouton('Enregistrer et proposer à la validation').click();
          await expect(page.locator('.imagin-competences__etat')).toContainText('À valider');
        },
      ],
      [
        'Validation saisie compétences',
        async () => {
          await lien('Voir – EDUCATION MUSICALE').click();
          await expect(page.getByRole('heading', { name: /EDUCATION MUSICALE/, level: 1 })).toBeVisible();
          await bouton('Valider').click();
          await attendreMessage(page, 'Compétences validées : EDUCATION MUSICALE.');
        },
      ],
      [
        'Consultation des missions',
        async () => {
          await filtrer('172277');
          await expect(page.locator('#consultation tbody tr')).toHaveCount(1);
        },
      ],
      [
        'Convocation par mission',
        async () => {
          await filtrer('172278');
          await page.locator('#missions').getByRole('link', { name: '172278' }).click();
          await attendreLignes(page, 1);
          await expect(lien('Créer convocation')).toBeVisible();
        },
      ],
      [
        'Constat service fait',
        async () => {
          await filtrer('171753');
          await page.locator('#services-faits').getByRole('link', { name: '171753' }).click();
          await expect(page.getByText('Mission 171753 –')).toBeVisible();
          await bouton(/^Tout le monde présent/).click();
          await attendreMessage(page, 'provisoirement');
          await animee(page);
          await expect(page.getByText('La validation est faite par le chef')).toBeVisible();
          await expect(bouton('Enregistrer, relire et valider')).toHaveCount(0);
          // Nor by the address of the page on which the head validates.
          await ouvrir(page, '/service-fait/171753?valider=oui');
          await expect(page.getByText('Mission 171753 –')).toBeVisible();
          await expect(bouton(/^Valider définitivement/)).toHaveCount(0);
        },
      ],
      ...['centre', 'établissement'].map((lieu): [string, () => Promise<void>] => [
        `Signature ${lieu} pour la convocation`,
        async () => {
          await lien('Enregistrer une signature').click();
          await expect(page.getByRole('heading', { name: 'Saisie de la signature', level: 1 })).toBeVisible();
          await expect(page.getByLabel('Qualité')).toBeVisible();
        },
      ]),
    ];
    expect(entrees).toHaveLength(9);
    await ouvrir(page, '/');
    for (const [entree, faire] of entrees) {
      await test.step(entree, async () => {
        await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: entree, exact: true }).click();
        await expect(page.getByRole('heading', { name: entree, level: 1 })).toBeVisible();
        await faire();
      });
    }
  });
});

test.describe('gestionnaire', () => {
  test.use({ compte: 'gestionnaire' });

  test('convoque par division, dans le centre de la mission', async ({ page }) => {
    await ouvrir(page, '/missions/172277');
    await creer(page);
    await chercherDiscipline(page, 'histoire', 'HISTOIRE GEOGRAPHIE');
    // The mission's centre, not the whole académie.
    await expect(identifies(page)).toHaveCount(11);
    // The académie when it is asked for: nobody of it is ticked beforehand.
    await fenetre(page).locator('label[for=recherche-academie]').click();
    await fenetre(page).getByRole('button', { name: 'Rechercher', exact: true }).click();
    await expect(identifies(page).nth(11)).toBeVisible();
    await expect(convoquer(page)).toHaveText(/^Convoquer 11\sintervenants$/);
    await sansViolation(page, 'convocation-academie');
    await convoquer(page).click();
    await attendreLignes(page, 11);
    await expect(cellule(lignes(page).first(), 'Affectation')).toHaveText(
      'Convoquée par division, Correcteur, Com. 3GHG',
    );
    const { octets } = await telecharger(page, () =>
      lignes(page).first().getByRole('link', { name: /^Editer/ }).click(),
    );
    expect(await textePdf(octets)).toContain("par la division des examens et concours de l'académie de Toulouse");
  });

  test('peut changer ce qu’un centre a fait', async ({ page }) => {
    await ouvrir(page, '/missions/171747');
    await expect(lignes(page).getByRole('link', { name: /^Modifier/ })).toHaveCount(4);
    await expect(page.getByRole('button', { name: 'Télécharger convocations (zip) (1)' })).toBeEnabled();
  });
});

test.describe('administrateur', () => {
  test.use({ compte: 'admin' });

  test('consulte sans convoquer', async ({ page }) => {
    await ouvrir(page, '/missions');
    expect(await page.locator('#missions tbody tr').count()).toBe(100);
    await ouvrir(page, '/missions/172278');
    await attendreLignes(page, 1);
    await expect(page.getByText('votre compte ne permet pas d’y convoquer')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Créer convocation' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: /^Télécharger convocations/ })).toHaveCount(0);
    await expect(page.getByRole('link', { name: /^Envoyer convocations/ })).toHaveCount(0);
    const rangee = ligne(page, "D'ARRAS");
    await expect(rangee.getByRole('link', { name: /^(Modifier|Supprimer)/ })).toHaveCount(0);
    await expect(rangee.getByRole('button')).toHaveCount(0);
    await telecharger(page, () => rangee.getByRole('link', { name: /^Editer/ }).click());
    for (const quoi of ['creer', 'envoyer', 'modifier&convocation=1', 'supprimer&convocation=1']) {
      await ouvrir(page, `/missions/172278?fenetre=${quoi}`);
      await attendreLignes(page, 1);
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });
});

test.describe('intervenant', () => {
  test.use({ compte: 'intervenant' });

  test('voit ses convocations et leurs lettres', async ({ page, surveillance }) => {
    surveillance.prevoir(/404/);
    await ouvrir(page, '/');
    const menu = page.getByRole('navigation', { name: 'Menu' });
    await expect(menu.getByRole('link', { name: 'Convocation par mission' })).toHaveCount(0);
    await menu.getByRole('link', { name: 'Mes convocations' }).click();
    await expect(page.getByRole('heading', { name: 'Mes convocations', level: 1 })).toBeVisible();
    // The memo's days are of years ago.
    await page.locator('summary').filter({ hasText: 'Passées' }).click();
    const hg = page.locator('li.imagin-carte').filter({ hasText: 'LPO BELLEVUE' });
    await expect(hg).toHaveCount(1);
    await expect(hg).toContainText('Histoire-géographie 3ème éval');
    await expect(hg).toContainText(/mardi\s2 février 2021, de\s8\sh\s30\sà\s12\sh\s30/);
    await expect(menu.getByRole('link', { name: 'Mes convocations' })).toHaveAttribute('aria-current', 'page');
    const { nom, octets } = await telecharger(page, () => hg.getByRole('link', { name: /PDF/ }).click());
    expect(nom).toBe('172278_D-ARRAS-Sarah-Anna_convocation.pdf');
    expect(await textePdf(octets)).toContain("D'ARRAS");
    await hg.getByRole('link', { name: 'Correction de copies épreuve EC' }).click();
    await expect(page.getByRole('heading', { name: 'Convocation', level: 1, exact: true })).toBeVisible();
    await expect(menu.getByRole('link', { name: 'Mes convocations' })).toHaveAttribute('aria-current', 'page');
    await page.getByRole('link', { name: 'Retour à mes convocations' }).click();
    await expect(page.getByRole('heading', { name: 'Mes convocations', level: 1 })).toBeVisible();
  });

  test('ni les missions ni les lettres des autres', async ({ page, autrePage, surveillance }) => {
    surveillance.prevoir(/40[34]/);
    const chef = await autrePage('chef');
    await chef.goto('/missions/172418');
    const lettre = await lignes(chef).first().getByRole('link', { name: 'Page' }).getAttribute('href');
    await introuvable(page, '/missions/172278');
    await introuvable(page, lettre ?? '');
    expect((await page.request.get(`${lettre}/convocation.pdf`)).status()).toBe(404);
    await page.goto('/missions');
    await expect(page.locator('#missions')).toHaveCount(0);
    await expect(page.getByRole('alert')).toContainText('Votre compte ne permet pas cette action.');
  });
});
