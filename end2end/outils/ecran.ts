// What the tests do and see on the screens, in the users' words.
import { expect, type Locator, type Page } from './essai.ts';

/** *Détails de la convocation*. */
export const fenetre = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'Détails de la convocation' });

/** The question asked when days or text were changed. */
export const question = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'Saisie sur la mission' });

/** *Liste des intervenants convoqués*. */
export const convoques = (page: Page): Locator => page.locator('#convoques');

/** The rows of people convoked that are shown; not that which somebody left for one higher up, gone in a frame. */
export const lignes = (page: Page): Locator => convoques(page).locator('tbody tr:not([data-double]):visible');

/** Looks from now on at which rows change, in whatever way. */
export async function observer(page: Page): Promise<void> {
  await page.evaluate(() => {
    const corps = document.querySelector('#convoques tbody')!;
    const touchees = new Set<Element | null>();
    (window as unknown as { touchees: typeof touchees }).touchees = touchees;
    new MutationObserver((changements) => {
      for (const { target, addedNodes } of changements) {
        const ou = target instanceof Element ? target : target.parentElement;
        if (ou === corps) addedNodes.forEach((n) => touchees.add(n as Element));
        else touchees.add(ou?.closest('tr') ?? null);
      }
    }).observe(corps, { childList: true, subtree: true, characterData: true, attributes: true });
  });
}

/** The ranks of those that did. */
export const touchees = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const { touchees } = window as unknown as { touchees: Set<Element | null> };
    return [...document.querySelectorAll('#convoques tbody tr')].flatMap((tr, rang) => (touchees.has(tr) ? [rang] : []));
  });

/** The row of somebody. */
export const ligne = (page: Page, nom: string): Locator =>
  lignes(page).filter({ has: page.getByRole('rowheader', { name: nom, exact: true }) });

/** A cell of a row of people convoked, by the title of its column. */
export function cellule(rangee: Locator, colonne: string): Locator {
  const rangs: Record<string, number> = {
    Nom: 1,
    Prénom: 2,
    Établissement: 3,
    'Discipline poste': 4,
    Affectation: 5,
    Envoi: 6,
    Actions: 7,
  };
  // Counted from the name: before it there may be the box that selects the row.
  const rang = rangs[colonne]!;
  return rangee.locator(rang === 1 ? 'xpath=./th' : `xpath=./th/following-sibling::td[${rang - 1}]`);
}

/** Says how many rows the list of people convoked has. */
export async function attendreLignes(page: Page, n: number): Promise<void> {
  const mot = n < 2 ? 'ligne' : 'lignes';
  await expect(convoques(page).locator('caption')).toHaveText(
    `Liste des intervenants convoqués (${n} ${mot})`,
  );
  await expect(lignes(page)).toHaveCount(n);
}

/** The *Messages* zone. */
export const messages = (page: Page): Locator => page.getByRole('region', { name: 'Messages' });

/** A date as the messages have it, the memo's in two digits: `(16/02/2021 16:06:59)`. */
const DATE = String.raw`\(\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}\) `;

/** The newest dated message says this. */
export async function attendreMessage(page: Page, texte: string): Promise<void> {
  const premiere = messages(page).getByRole('listitem').first();
  await expect(premiere).toContainText(texte);
  await expect(premiere).toHaveText(new RegExp(`^${DATE}`));
}

/** The list of suggestions of a combobox. */
export const suggestions = (page: Page, champ: 'nom' | 'discipline'): Locator =>
  page.locator(`#recherche-${champ}-liste`).getByRole('option');

export const champNom = (page: Page): Locator =>
  fenetre(page).getByRole('combobox', { name: 'Nom prénom' });

export const champDiscipline = (page: Page): Locator =>
  fenetre(page).getByRole('combobox', { name: 'Discipline' });

/** Everyone found: the boxes of *Intervenant(s) identifié(s)*. */
export const identifies = (page: Page): Locator =>
  fenetre(page).locator('#identifies').getByRole('listitem');

/** The box of somebody found. */
export const caseDe = (page: Page, nom: string): Locator =>
  identifies(page).getByRole('checkbox', { name: nom });

/** The button that convokes. */
export const convoquer = (page: Page): Locator =>
  fenetre(page).getByRole('button', { name: /^Convoquer/ });

/** Opens *Créer convocation*. */
export async function creer(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Créer convocation' }).click();
  await expect(fenetre(page)).toBeVisible();
}

/** Finds the people of a discipline, as one types it, by the mouse. */
export async function chercherDiscipline(page: Page, saisie: string, libelle: string): Promise<void> {
  await champDiscipline(page).pressSequentially(saisie);
  await suggestions(page, 'discipline').filter({ hasText: libelle }).click();
}

/** Finds somebody by name and takes the suggestion that has this text. */
export async function chercherNom(page: Page, saisie: string, precision: RegExp): Promise<void> {
  await champNom(page).fill(saisie);
  await suggestions(page, 'nom').filter({ hasText: precision }).first().click();
}

/** A day of the calendar: `lundi 1er février 2021`. */
export const jour = (page: Page, nom: string): Locator =>
  fenetre(page).getByRole('gridcell', { name: nom });

/** The rows of *Dates d’affectation sélectionnées*. */
export const jours = (page: Page): Locator =>
  fenetre(page).locator('#jours-choisis tbody').getByRole('row');

/** Presses Tab until something has the focus. */
export async function tabulerJusqua(page: Page, cible: Locator, touche = 'Tab'): Promise<void> {
  for (let n = 0; n < 400; n += 1) {
    await page.keyboard.press(touche);
    if (await cible.evaluate((e) => e === document.activeElement)) return;
  }
  await expect(cible, 'atteint par le clavier').toBeFocused();
}

/** Follows what downloads, to its bytes. */
export async function telecharger(
  page: Page,
  declencher: () => Promise<unknown>,
): Promise<{ nom: string; octets: Buffer }> {
  const [fichier] = await Promise.all([page.waitForEvent('download'), declencher()]);
  const morceaux: Buffer[] = [];
  for await (const morceau of await fichier.createReadStream()) morceaux.push(morceau as Buffer);
  return { nom: fichier.suggestedFilename(), octets: Buffer.concat(morceaux) };
}
