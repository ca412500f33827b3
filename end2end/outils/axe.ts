// Rules of WCAG 2.2 AA as axe checks them, in both themes and both widths.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Axe from 'axe-core';
import type { Result, RunOptions } from 'axe-core';
import { expect, type Page } from './essai.ts';

declare global {
  interface Window {
    axe?: typeof Axe;
  }
}

/** The program that looks at a page from within. */
const PROGRAMME = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const TOUT: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  // axe would describe what is good too, element by element.
  resultTypes: ['violations'],
  // The one rule here that needs something beforehand needs sounds and films; axe would read
  // the style sheets again for others.
  preload: { assets: ['media'] },
};

/** The rules that judge colours: no other one reads any. */
const COULEURS: RunOptions = {
  ...TOUT,
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

/** Each is looked at with every rule: anything may be hidden in one and shown in the other. */
const ETROITE = { width: 390, height: 844 };
const LARGEURS = [{ width: 1280, height: 900 }, ETROITE];
const THEMES = ['light', 'dark'];

/** Where to leave an image of each state, when somebody wants to look at them. */
const CAPTURES = process.env['CAPTURES'];

/** Puts a theme on; where everything is then, and whether it is seen. */
async function habiller(page: Page, theme: string): Promise<string> {
  return page.evaluate(async (theme) => {
    document.documentElement.setAttribute('data-fr-scheme', theme);
    // To their end at once: a browser that draws no frame never gets there by itself. One
    // that ends may start another, of what inherits its colour.
    for (let tours = 0; ; tours += 1) {
      const animations = document.getAnimations();
      if (animations.length === 0) break;
      if (tours === 100) throw new Error('des animations ne finissent pas');
      for (const animation of animations) animation.finish();
      await new Promise((suite) => setTimeout(suite));
    }
    return [...document.body.querySelectorAll('*')]
      .map((e) => {
        const { x, y, width, height } = e.getBoundingClientRect();
        const vu = e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        return [x, y, width, height, vu].join(' ');
      })
      .join('\n');
  }, theme);
}

/** Has what is out of sight judged as it is once seen: until then the browser leaves it as it
 * was, in the other theme. */
async function montrerTout(page: Page): Promise<void> {
  await page.evaluate(() => {
    const feuille = new CSSStyleSheet();
    feuille.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets.push(feuille);
  });
}

async function analyser(page: Page, options: RunOptions): Promise<Result[]> {
  // Once in a document: it is long to read.
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(await readFile(PROGRAMME, 'utf8'));
  }
  return page.evaluate(async (options) => {
    if (!window.axe) throw new Error('la page a changé pendant qu’elle était regardée');
    return (await window.axe.run(options)).violations;
  }, options);
}

/** What is wrong in the page as it is, light and dark, wide and narrow: each with the width
 * and the theme where it is seen. The tables of these ids must fit a narrow screen too: the
 * frame of one that does not scrolls, and the page is no wider for it. */
export async function violations(page: Page, etat: string, tables: string[] = []): Promise<string[]> {
  // axe looks into this document alone.
  expect(page.frames(), `${etat} : documents dans la page`).toHaveLength(1);
  const trouvees: string[] = [];
  const avant = page.viewportSize();
  await montrerTout(page);
  for (const taille of LARGEURS) {
    await page.setViewportSize(taille);
    // The page at rest: what the mouse happens to be over is another state.
    await page.mouse.move(0, 0);
    let clair: string | null = null;
    for (const theme of THEMES) {
      const formes = await habiller(page, theme);
      if (CAPTURES) {
        await mkdir(CAPTURES, { recursive: true });
        await page.screenshot({
          path: join(CAPTURES, `${etat}-${taille.width}-${theme}.png`),
          fullPage: true,
        });
      }
      // A theme changes colours alone, as long as everything stays where it was.
      const vues = await analyser(page, formes === clair ? COULEURS : TOUT);
      clair ??= formes;
      for (const v of vues) {
        const ou = v.nodes.map((n) => `${n.target.join(' ')} (${n.failureSummary})`).join(' | ');
        trouvees.push(`${taille.width} px, ${theme} : ${v.id} : ${ou}`);
      }
    }
    const large = await page.evaluate(() => document.documentElement.scrollWidth);
    if (large > taille.width) trouvees.push(`${taille.width} px : la page est large de ${large} px`);
    for (const id of taille === ETROITE ? tables : []) {
      const cache = await page.locator(`#${id}-cadre`).evaluate((e) => e.scrollWidth - e.clientWidth);
      if (cache > 0) trouvees.push(`${taille.width} px : le tableau ${id} défile de ${cache} px`);
    }
  }
  await page.evaluate(() => document.adoptedStyleSheets.pop());
  if (avant) await page.setViewportSize(avant);
  return trouvees;
}

/** The page as it is breaks no rule, light and dark, wide and narrow; and nothing
 * sticks out of a narrow screen, these tables included. */
export async function sansViolation(page: Page, etat: string, tables: string[] = []): Promise<void> {
  expect.soft(await violations(page, etat, tables), etat).toEqual([]);
}
