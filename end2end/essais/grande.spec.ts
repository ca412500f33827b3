// A mission with more people convoked than a page of the list shows.
import { convoquer, suite } from '../mesures/convoquer.ts';
import { sansViolation } from '../outils/axe.ts';
import { sessionDe } from '../outils/comptes.ts';
import { convoques, fenetre, ligne, lignes, observer, touchees } from '../outils/ecran.ts';
import { animee, expect, ouvrir, test, type Page } from '../outils/essai.ts';

const MISSION = 172277;
const ADRESSE = `/missions/${MISSION}`;
const CONVOQUES = 120;

test.use({ compte: 'gestionnaire' });

const legende = (page: Page) => convoques(page).locator('caption');
const compte = (page: Page) => page.locator('.imagin-selection__compte');
const mot = (page: Page) => page.getByLabel('Filtrer par mot-clé');
const pages = (page: Page) => page.getByRole('navigation', { name: 'Pages de la liste' });
// Not what is laid out: the rows out of sight are not.
const noms = (page: Page) => lignes(page).getByRole('rowheader').allTextContents();

/** Boxes and buttons that are not those of the person of their row, or lack there. */
const gestesDeTrop = (page: Page): Promise<string[]> =>
  lignes(page).evaluateAll((trs) =>
    trs.flatMap((tr) => {
      const nom = tr.querySelector('th')!.textContent;
      const gestes = [...tr.querySelectorAll('.imagin-coche label, .imagin-actions > *')];
      const textes = gestes.map((g) => g.getAttribute('aria-label') ?? g.textContent);
      const tous = textes.length === 8 ? [] : [`${nom} : ${textes.length} gestes`];
      return [...tous, ...textes.filter((t) => !t.includes(nom)).map((t) => `${nom} : ${t}`)];
    }),
  );

/** Goes to a page of the list. */
async function aller(page: Page, n: number): Promise<void> {
  await pages(page).getByRole('link', { name: `Page ${n}`, exact: true }).click();
  await expect(pages(page).getByRole('link', { name: `Page ${n}`, exact: true })).toHaveAttribute('aria-current', 'page');
}

test.beforeEach(async ({ serveur }) => {
  const temoin = await sessionDe(serveur.url, 'gestionnaire');
  const cookie = `${temoin.name}=${temoin.value}`;
  await convoquer(serveur.url, cookie, MISSION, suite(1, CONVOQUES), 'essai-d-une-grande-mission');
});

test('cinquante lignes à la fois, le filtre et le tri sur toutes', async ({ page }) => {
  await ouvrir(page, ADRESSE);
  await expect(legende(page)).toHaveText(/\(120\slignes\)/);
  await expect(lignes(page)).toHaveCount(50);
  const premiers = await noms(page);
  await aller(page, 3);
  await expect(page).toHaveURL(/\?page=3$/);
  await expect(lignes(page)).toHaveCount(20);
  await expect(page.locator('#convoques-cadre')).toBeFocused();
  const [dernier = ''] = (await noms(page)).slice(-1);
  expect(premiers).not.toContain(dernier);
  await sansViolation(page, 'mission-page');

  // Somebody of the third page, from the first.
  await aller(page, 1);
  await expect.poll(() => noms(page)).toEqual(premiers);
  await mot(page).fill(dernier);
  await expect(ligne(page, dernier).first()).toBeVisible();
  await expect(legende(page)).toHaveText(/\(\d+\slignes? sur 120\)/);
  await mot(page).fill('');
  await expect(lignes(page)).toHaveCount(50);

  // The other way round: the last one comes first.
  const titre = convoques(page).getByRole('columnheader', { name: 'Nom', exact: true });
  await expect(titre).toHaveAttribute('aria-sort', 'ascending');
  await titre.getByRole('link').click();
  await expect(titre).toHaveAttribute('aria-sort', 'descending');
  await expect(lignes(page).first().getByRole('rowheader')).toHaveText(dernier);
  await expect(titre.getByRole('link')).toBeFocused();
  const etablissement = convoques(page).getByRole('columnheader', { name: 'Établissement' });
  await etablissement.getByRole('link').click();
  await expect(etablissement).toHaveAttribute('aria-sort', 'ascending');
  await expect(titre).not.toHaveAttribute('aria-sort');

  // The address says it all; a keyword typed after it starts from the first page.
  await aller(page, 2);
  await page.reload();
  await animee(page);
  await expect(etablissement).toHaveAttribute('aria-sort', 'ascending');
  await expect(pages(page).getByRole('link', { name: 'Page 2', exact: true })).toHaveAttribute('aria-current', 'page');
  await mot(page).fill('lyc');
  await mot(page).fill('');
  await expect(pages(page).getByRole('link', { name: 'Page 2', exact: true })).toHaveAttribute('aria-current', 'page');
});

test('un élément qui arrive ne refait pas le style de la page', async ({ page, browser }) => {
  await ouvrir(page, ADRESSE);
  await expect(lignes(page)).toHaveCount(50);
  await browser.startTracing(page, { categories: ['devtools.timeline', 'blink.user_timing'] });
  await page.evaluate(async () => {
    const image = () => new Promise<void>((suite) => requestAnimationFrame(() => setTimeout(suite)));
    await image();
    performance.mark('arrive');
    document.querySelector('.imagin-contenu')!.append(document.createElement('p'));
    document.querySelector('#convoques caption')!.append(document.createElement('span'));
    await image();
  });
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: { name: string; ts: number; args: { elementCount?: number } }[];
  };
  const arrive = trace.traceEvents.find((e) => e.name === 'arrive');
  const styles = trace.traceEvents.filter((e) => e.name === 'UpdateLayoutTree' && e.ts > (arrive?.ts ?? Infinity));
  const faits = styles.reduce((somme, e) => somme + (e.args.elementCount ?? 0), 0);
  expect(faits, 'éléments dont le style est fait').toBeGreaterThan(0);
  // A rule on :has() that names nothing has the whole page done again: 938 elements.
  expect(faits).toBeLessThan(50);
});

test('une fenêtre laisse la liste comme elle était', async ({ page }) => {
  await ouvrir(page, `${ADRESSE}?page=2`);
  const avant = await noms(page);
  const modifier = lignes(page).nth(4).getByRole('link', { name: /^Modifier/ });
  await modifier.click();
  await expect(fenetre(page)).toBeVisible();
  expect(await noms(page)).toEqual(avant);
  await fenetre(page).getByRole('link', { name: 'Annuler' }).click();
  await expect(fenetre(page)).toHaveCount(0);
  await expect(page).toHaveURL(/\/missions\/172277\?page=2$/);
  expect(await noms(page)).toEqual(avant);
});

test('les coches et la portée valent pour toutes les pages', async ({ page }) => {
  await ouvrir(page, ADRESSE);
  const zip = page.getByRole('button', { name: /^Télécharger convocations \(zip\)/ });
  await expect(zip).toHaveText(/\(120\)/);
  await page.getByRole('button', { name: /^Sélectionner les 120\srésultats$/ }).click();
  await expect(compte(page)).toHaveText(/^120\sconvocations sélectionnées$/);
  await aller(page, 2);
  await expect(lignes(page).getByRole('checkbox', { checked: true })).toHaveCount(50);
  await lignes(page).getByRole('checkbox').first().uncheck();
  await expect(compte(page)).toHaveText(/^119\s/);
  const tout = page.getByRole('checkbox', { name: 'Sélectionner toutes les lignes affichées' });
  await expect(tout).not.toBeChecked();
  await aller(page, 1);
  await expect(lignes(page).getByRole('checkbox', { checked: true })).toHaveCount(50);
  await expect(tout).toBeChecked();
  // What other pages hold is sent with it.
  await page.getByRole('button', { name: /^Modifier la sélection/ }).click();
  await expect(page.getByRole('button', { name: /^Modifier 119\sconvocations$/ })).toBeVisible();
});

test('la ligne changée par un autre se refait seule, et le clavier y reste', async ({ page, serveur }) => {
  await ouvrir(page, ADRESSE);
  const rangee = lignes(page).nth(7);
  await lignes(page).nth(3).getByRole('checkbox').check();
  const modifier = rangee.getByRole('link', { name: /^Modifier/ });
  await modifier.focus();
  const id = /convocation=(\d+)/.exec((await modifier.getAttribute('href')) ?? '')?.[1] ?? '';
  await observer(page);
  const temoin = await sessionDe(serveur.url, 'gestionnaire');
  const corps = new URLSearchParams({ numero: String(MISSION), convocation: id, version: '1' });
  corps.set('saisie[salle]', 'Q 7');
  for (const [nom, valeur] of Object.entries({ jour: '2021-02-01', retenu: 'on', debut: '08:00', fin: '12:00' })) {
    corps.set(`saisie[jours][0][${nom}]`, valeur);
  }
  const demander = () =>
    fetch(`${serveur.url}/api/convocations/modifier`, {
      method: 'POST',
      headers: { cookie: `${temoin.name}=${temoin.value}` },
      body: corps,
    });
  let reponse = await demander();
  if (reponse.status === 422) {
    const { detail } = (await reponse.json()) as { detail: string };
    const { cle: confirmation } = JSON.parse(detail) as { cle: string };
    corps.set('confirmation', confirmation);
    reponse = await demander();
  }
  expect(reponse.ok).toBe(true);
  await expect(rangee).toContainText('salle Q 7');
  await expect(modifier).toBeFocused();
  expect(await touchees(page), 'lignes touchées').toEqual([7]);
  await expect(lignes(page).nth(3).getByRole('checkbox')).toBeChecked();
  await expect(compte(page)).toHaveText(/^1\s/);
});

test('une page de la liste demandée, puis la sélection aussitôt : personne ne manque', async ({ page }) => {
  await ouvrir(page, ADRESSE);
  await page.getByRole('button', { name: /^Sélectionner les 120\srésultats$/ }).click();
  await expect(compte(page)).toHaveText(/^120\s/);
  // In one task: the rows of the second page are still on their way.
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.fr-pagination [aria-label="Page 2"]')!.click();
    document.querySelector<HTMLElement>('.imagin-selection [value=modifier]')!.click();
  });
  await expect(page.getByRole('button', { name: /^Modifier 120\sconvocations$/ })).toBeVisible();
});

test('un bouton que la ligne d’avant a laissé là n’agit pour personne', async ({ page }) => {
  await ouvrir(page, ADRESSE);
  const [premier = ''] = await noms(page);
  const demandes: string[] = [];
  page.on('request', (r) => {
    if (r.method() === 'POST') demandes.push(new URL(r.url()).pathname);
  });
  const clics = await page.evaluate(async () => {
    const rangee = document.querySelector('#convoques tbody tr')!;
    const nom = () => rangee.querySelector('th')!.textContent;
    const avant = nom();
    document.querySelector<HTMLElement>('#convoques thead a[href]')!.click();
    // Until the names have changed, before a frame shows it.
    for (let n = 0; n < 100 && nom() === avant; n += 1) await Promise.resolve();
    const etait = rangee.isConnected && nom() !== avant;
    const gestes = rangee.querySelectorAll<HTMLElement>('.imagin-coche input, .imagin-actions > *');
    gestes.forEach((geste) => geste.click());
    return { etait, gestes: gestes.length };
  });
  // The node of the row stays, with what the former one could do.
  expect(clics).toEqual({ etait: true, gestes: 8 });
  const titre = convoques(page).getByRole('columnheader', { name: 'Nom', exact: true });
  await expect(titre).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/\?sens=desc$/);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(lignes(page).getByRole('checkbox', { checked: true })).toHaveCount(0);
  expect(demandes.filter((d) => d.includes('convocations'))).toEqual([]);
  // Then each has its own, and they act.
  await expect.poll(() => gestesDeTrop(page)).toEqual([]);
  expect((await noms(page))[0]).not.toBe(premier);
  await lignes(page).first().getByRole('checkbox').check();
  await expect(compte(page)).toHaveText(/^1\s/);
});

/** The rows once this is typed, looked at in each frame: how often a box was there twice. */
const taperEtRegarder = (page: Page, saisies: { mot?: string; clic?: string; images: number }[]): Promise<number> =>
  page.evaluate(async (saisies) => {
    const image = () => new Promise<void>((suite) => requestAnimationFrame(() => setTimeout(suite)));
    const champ = document.querySelector<HTMLInputElement>('#mot')!;
    let doubles = 0;
    for (const { mot, clic, images } of saisies) {
      if (mot !== undefined) {
        champ.value = mot;
        champ.dispatchEvent(new Event('input', { bubbles: true }));
      }
      if (clic !== undefined) document.querySelector<HTMLElement>(clic)!.click();
      for (let n = 0; n < images; n += 1) {
        await image();
        const boites = [...document.querySelectorAll<HTMLInputElement>('#convoques tbody input')];
        doubles += boites.length - new Set(boites.map((b) => b.value)).size;
      }
    }
    return doubles;
  }, saisies);

/** What finds one of the people shown and few others. */
async function motDe(page: Page, rang: number): Promise<string> {
  const [nom = '', prenom = ''] = await lignes(page).nth(rang).locator('th, td:not(.imagin-coche)').allTextContents();
  return `${nom} ${prenom}`;
}

test('des lettres tapées d’affilée, un tri, une page : la liste est ce qui a été demandé', async ({ page }) => {
  await ouvrir(page, ADRESSE);
  await lignes(page).nth(1).getByRole('checkbox').check();
  const [cochee] = await lignes(page).nth(1).getByRole('rowheader').allTextContents();
  // Who is among the first rows and comes before them; who is further down.
  const [deuxieme, sixieme, trentieme] = [await motDe(page, 1), await motDe(page, 5), await motDe(page, 29)];
  expect(deuxieme.toLowerCase()).not.toContain('mar');
  // Each before the former one is all there.
  const mots = ['m', 'ma', 'mar', 'ma', '', 'zzz', 'e', '', sixieme, '', trentieme, sixieme, 'a', ''];
  const doubles = await taperEtRegarder(page, [
    ...mots.flatMap((mot) => [
      { mot, images: 1 },
      { mot: '', images: 2 },
      { mot, images: 3 },
    ]),
    { mot: sixieme, images: 0 },
    { mot: trentieme, images: 20 },
    { mot: '', images: 20 },
    // Rows without their own boxes yet, then somebody whose box one of them had.
    { mot: 'mar', images: 1 },
    { mot: deuxieme, images: 4 },
    { mot: '', images: 1 },
    { clic: '#convoques thead a[href]', images: 1 },
    { mot: 'a', images: 3 },
    { mot: '', images: 20 },
  ]);
  expect(doubles, 'personne deux fois, à aucune image').toBe(0);
  await expect(lignes(page)).toHaveCount(50);
  await expect(page).toHaveURL(/\?sens=desc$/);
  await expect.poll(() => gestesDeTrop(page)).toEqual([]);
  const apres = await noms(page);
  // What was ticked is on the last page now, and still is.
  await aller(page, 3);
  await expect.poll(() => gestesDeTrop(page)).toEqual([]);
  await expect(lignes(page).getByRole('checkbox', { checked: true })).toHaveCount(1);
  await expect(lignes(page).filter({ has: page.locator(':checked') }).getByRole('rowheader')).toHaveText(cochee ?? '');
  // As a page that comes anew.
  await page.goto(`${ADRESSE}?sens=desc`);
  await animee(page);
  expect(apres).toEqual(await noms(page));
});

test('décoché dans la liste qui arrive, puis envoyé aussitôt : la personne n’en est pas', async ({ page }) => {
  await ouvrir(page, ADRESSE);
  const sixieme = await motDe(page, 5);
  await page.getByRole('button', { name: /^Sélectionner les 120\srésultats$/ }).click();
  await expect(compte(page)).toHaveText(/^120\s/);
  await page.evaluate(async (mot) => {
    const image = () => new Promise<void>((suite) => requestAnimationFrame(() => setTimeout(suite)));
    const champ = document.querySelector<HTMLInputElement>('#mot')!;
    const boite = () => document.querySelector<HTMLInputElement>('#convoques tbody input')!;
    const avant = boite().value;
    champ.value = mot;
    champ.dispatchEvent(new Event('input', { bubbles: true }));
    // Until the first row has its own box; the last ones are still to go.
    for (let n = 0; n < 20 && boite().value === avant; n += 1) await image();
    boite().click();
    document.querySelector<HTMLElement>('.imagin-selection [value=modifier]')!.click();
  }, sixieme);
  await expect(page.getByRole('button', { name: /^Modifier 119\sconvocations$/ })).toBeVisible();
});

test('le clavier entré dans les lignes pendant qu’elles arrivent y reste', async ({ page }) => {
  await ouvrir(page, ADRESSE);
  const [nom = ''] = (await noms(page)).slice(20);
  const boite = await lignes(page).nth(20).getByRole('checkbox').getAttribute('value');
  const tient = await page.evaluate(
    async ([nom, boite]) => {
      const image = () => new Promise<void>((suite) => requestAnimationFrame(() => setTimeout(suite)));
      const champ = document.querySelector<HTMLInputElement>('#mot')!;
      champ.value = nom!;
      champ.dispatchEvent(new Event('input', { bubbles: true }));
      await image();
      document.querySelector<HTMLElement>(`#convoques tbody input[value="${boite}"]`)!.focus();
      const lignes = () => document.querySelectorAll('#convoques tbody tr').length;
      const alors = lignes();
      for (let n = 0; n < 12; n += 1) await image();
      return { qui: (document.activeElement as HTMLInputElement | null)?.value, parties: alors - lignes() };
    },
    [nom, boite] as const,
  );
  expect(tient.qui).toBe(boite);
  expect(tient.parties, 'lignes parties depuis').toBeGreaterThan(20);
});

test.describe('sur un téléphone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('les lignes viennent entières, et chacune a ses gestes', async ({ page }) => {
    await ouvrir(page, ADRESSE);
    const sixieme = await motDe(page, 5);
    const doubles = await taperEtRegarder(page, [
      { mot: sixieme, images: 1 },
      { mot: '', images: 2 },
      { mot: 'mar', images: 2 },
      { mot: '', images: 20 },
    ]);
    expect(doubles).toBe(0);
    await expect(lignes(page)).toHaveCount(50);
    await expect.poll(() => gestesDeTrop(page)).toEqual([]);
  });
});

test('trié, une autre page demandée aussitôt : l’ordre reste', async ({ page }) => {
  await ouvrir(page, ADRESSE);
  // In one task: the links to pages still lead to the former order.
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#convoques thead a[href]')!.click();
    document.querySelector<HTMLElement>('.fr-pagination [aria-label="Page 2"]')!.click();
  });
  await expect(page).toHaveURL(/\?sens=desc&page=2$/);
  const titre = convoques(page).getByRole('columnheader', { name: 'Nom', exact: true });
  await expect(titre).toHaveAttribute('aria-sort', 'descending');
  await expect(pages(page).getByRole('link', { name: 'Page 2', exact: true })).toHaveAttribute('aria-current', 'page');
});

test('vingt lignes changées d’un coup : aucune ne part, et le clavier y reste', async ({ page, serveur }) => {
  await ouvrir(page, ADRESSE);
  await expect(lignes(page)).toHaveCount(50);
  const toutes = await lignes(page).getByRole('checkbox').evaluateAll((b) => b.map((x) => (x as HTMLInputElement).value));
  // One row in two, of the first forty.
  const ids = toutes.slice(0, 40).filter((_, rang) => rang % 2 === 0).map((valeur) => valeur.split(':')[0]);
  const rangee = lignes(page).nth(30);
  const historique = rangee.getByRole('link', { name: /^Historique/ });
  const nom = await historique.getAttribute('aria-label');
  await historique.focus();
  await page.evaluate(() => {
    const corps = document.querySelector('#convoques tbody')!;
    const fenetre = window as unknown as { moins: number };
    fenetre.moins = corps.childElementCount;
    const image = () => {
      fenetre.moins = Math.min(fenetre.moins, corps.childElementCount);
      requestAnimationFrame(image);
    };
    requestAnimationFrame(image);
  });
  const temoin = await sessionDe(serveur.url, 'gestionnaire');
  const envoye = await fetch(`${serveur.url}/api/convocations/envoyer`, {
    method: 'POST',
    headers: { cookie: `${temoin.name}=${temoin.value}` },
    body: new URLSearchParams({
      numero: String(MISSION),
      ids: ids.join(','),
      groupe: 'true',
      cle: 'essai-de-vingt-lignes',
    }),
  });
  expect(envoye.ok, await envoye.text()).toBe(true);
  // All but those who have no address.
  await expect.poll(() => lignes(page).locator('.fr-badge').count()).toBeGreaterThan(10);
  expect(await page.evaluate(() => (window as unknown as { moins: number }).moins)).toBe(50);
  await expect(page.locator(':focus')).toHaveAttribute('aria-label', nom ?? '');
});

test.describe('sans JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  /** Goes to a page of the list by the form of the boxes. */
  async function parcourir(page: Page, n: number): Promise<void> {
    const bouton = pages(page).getByRole('button', { name: `Page ${n}`, exact: true });
    await bouton.click();
    await expect(bouton).toHaveAttribute('aria-current', 'page');
  }

  test('les pages, le filtre, et les lignes cochées', async ({ page }) => {
    await page.goto(ADRESSE);
    await expect(lignes(page)).toHaveCount(50);
    await lignes(page).first().getByRole('checkbox').check();
    await parcourir(page, 3);
    await expect(lignes(page)).toHaveCount(20);
    await expect(page.getByText(/^1\sconvocation cochée hors de cette page est gardée\./)).toBeVisible();
    const [dernier = ''] = (await noms(page)).slice(-1);
    await lignes(page).last().getByRole('link', { name: /^Modifier/ }).click();
    await expect(fenetre(page)).toBeVisible();
    await fenetre(page).getByRole('link', { name: 'Annuler' }).click();
    await expect(lignes(page)).toHaveCount(20);
    await lignes(page).last().getByRole('checkbox').check();
    // Neither another order nor a keyword loses what is ticked, and the address tells none of it.
    const etablissement = convoques(page).getByRole('columnheader', { name: 'Établissement' });
    await etablissement.getByRole('button').click();
    await expect(etablissement).toHaveAttribute('aria-sort', 'ascending');
    await mot(page).fill(dernier);
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(legende(page)).toHaveText(/\(\d+\slignes? sur 120\)/);
    await expect(ligne(page, dernier).first()).toBeVisible();
    await expect(lignes(page).getByRole('checkbox', { checked: true })).toHaveCount(1);
    expect([...new URL(page.url()).searchParams.keys()].sort()).toEqual(['coches', 'mot', 'tri']);
    await page.getByRole('button', { name: 'Modifier la sélection' }).click();
    await expect(page.getByRole('button', { name: /^Modifier 2\sconvocations$/ })).toBeVisible();

    await page.goto(ADRESSE);
    await page.getByRole('button', { name: /^Sélectionner les 120\srésultats$/ }).click();
    await expect(lignes(page).getByRole('checkbox', { checked: true })).toHaveCount(50);
    await parcourir(page, 2);
    await expect(lignes(page).getByRole('checkbox', { checked: true })).toHaveCount(50);
    // Unticked on its page, a row stays so on the others.
    await lignes(page).first().getByRole('checkbox').uncheck();
    await parcourir(page, 1);
    await expect(lignes(page).getByRole('checkbox', { checked: true })).toHaveCount(50);
    await page.getByRole('button', { name: /^Supprimer la sélection/ }).click();
    await expect(page.getByText(/^Supprimer 119\sconvocations\s\?/)).toBeVisible();
  });
});
