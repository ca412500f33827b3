// Rules of WCAG 2.2 AA as axe checks them, in both themes and both widths.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from './essai.ts';

const REGLES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const LARGEURS = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];

/** Where to leave an image of each state, when somebody wants to look at them. */
const CAPTURES = process.env['CAPTURES'];

/** The page as it is breaks no rule, light and dark, wide and narrow; and nothing
 * sticks out of a narrow screen. */
export async function sansViolation(page: Page, etat: string): Promise<void> {
  const avant = page.viewportSize();
  for (const taille of LARGEURS) {
    await page.setViewportSize(taille);
    // The page at rest: what the mouse happens to be over is another state.
    await page.mouse.move(0, 0);
    for (const theme of ['light', 'dark']) {
      await page.evaluate((theme) => {
        document.documentElement.setAttribute('data-fr-scheme', theme);
      }, theme);
      // To their end at once: a browser that draws no frame never gets there by itself. One
      // that ends may start another, of what inherits its colour.
      await expect
        .poll(() =>
          page.evaluate(() => {
            const animations = document.getAnimations();
            for (const animation of animations) animation.finish();
            return animations.length;
          }),
        )
        .toBe(0);
      if (CAPTURES) {
        await mkdir(CAPTURES, { recursive: true });
        await page.screenshot({
          path: join(CAPTURES, `${etat}-${taille.width}-${theme}.png`),
          fullPage: true,
        });
      }
      const resultat = await new AxeBuilder({ page }).withTags(REGLES).analyze();
      const violations = resultat.violations.map(
        (v) => `${v.id} : ${v.nodes.map((n) => `${n.target.join(' ')} (${n.failureSummary})`).join(' | ')}`,
      );
      expect.soft(violations, `${etat}, ${taille.width} px, ${theme}`).toEqual([]);
    }
    const large = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(large, `${etat} : largeur de la page à ${taille.width} px`).toBeLessThanOrEqual(
      taille.width,
    );
  }
  if (avant) await page.setViewportSize(avant);
}
