// What is wrong in one theme, at one width or everywhere is found there: the other journeys
// count on it.
import { violations } from '../outils/axe.ts';
import { expect, ouvrir, test, type Page } from '../outils/essai.ts';

test.use({ compte: null });

/** Puts into the page something that breaks a rule. */
async function planter(page: Page, html: string, style = ''): Promise<void> {
  await page.evaluate(
    ({ html, style }) => {
      const feuille = new CSSStyleSheet();
      feuille.replaceSync(style);
      document.adoptedStyleSheets.push(feuille);
      document.querySelector('main')?.insertAdjacentHTML('beforeend', html);
    },
    { html, style },
  );
}

const PLANTS: {
  quoi: string;
  regle: string;
  html: string;
  style?: string;
  /** Where it must be seen, and nowhere else. */
  ou: string[];
}[] = [
  {
    quoi: 'un contraste trop faible en sombre',
    regle: 'color-contrast',
    html: '<p id="plant">Illisible la nuit.</p>',
    style: '[data-fr-scheme="dark"] #plant { color: #222; }',
    ou: ['1280 px, dark', '390 px, dark'],
  },
  {
    quoi: 'un contraste trop faible en clair, sur un écran étroit',
    regle: 'color-contrast',
    html: '<p id="plant">Illisible dehors.</p>',
    style: '@media (width < 48em) { [data-fr-scheme="light"] #plant { color: #ddd; } }',
    ou: ['390 px, light'],
  },
  {
    quoi: 'un lien que seule sa couleur distingue, en sombre',
    regle: 'link-in-text-block',
    html: '<p>Du texte avant, <a id="plant" href="/aide">un lien</a>, du texte après.</p>',
    style: `#plant { text-decoration: none; background: none; }
      [data-fr-scheme="light"] #plant { text-decoration: underline; }
      [data-fr-scheme="dark"] #plant { color: #ccc; }`,
    ou: ['1280 px, dark', '390 px, dark'],
  },
  {
    quoi: 'des cibles trop petites sur un écran étroit',
    regle: 'target-size',
    html: '<div><button id="plant">a</button><button>b</button></div>',
    style: `#plant, #plant + button { width: 44px; height: 44px; }
      @media (width < 48em) { #plant, #plant + button { width: 10px; height: 10px; padding: 0; margin: 0; } }`,
    // In the dark nothing has moved: what the light one showed is not looked for twice.
    ou: ['390 px, light'],
  },
  {
    quoi: 'une image sans texte, montrée sur un écran étroit',
    regle: 'image-alt',
    html: '<img id="plant" src="/favicon.svg" width="20" height="20">',
    style: '@media (width >= 48em) { #plant { display: none; } }',
    ou: ['390 px, light'],
  },
  {
    quoi: 'une image sans texte, montrée en sombre',
    regle: 'image-alt',
    html: '<img id="plant" src="/favicon.svg" width="20" height="20">',
    style: '[data-fr-scheme="light"] #plant { display: none; }',
    ou: ['1280 px, dark', '390 px, dark'],
  },
  {
    quoi: 'un contraste trop faible au bout d’une animation du thème',
    regle: 'color-contrast',
    html: '<p id="plant">Lentement.</p>',
    style: `#plant { color: var(--text-default-grey); transition: color 1h; }
      [data-fr-scheme="dark"] #plant { color: #222; }`,
    ou: ['1280 px, dark', '390 px, dark'],
  },
  {
    quoi: 'un champ sans étiquette',
    regle: 'label',
    html: '<input id="plant" type="text">',
    ou: ['1280 px, light', '390 px, light'],
  },
];

/** Where each was seen: width and theme. */
const ou = (vues: string[]): string[] => vues.map((v) => v.slice(0, v.indexOf(' :')));

test('ce qui est planté se voit, là où il est planté', async ({ page }) => {
  for (const plant of PLANTS) {
    await test.step(plant.quoi, async () => {
      await ouvrir(page, '/connexion');
      await planter(page, plant.html, plant.style);
      const vues = await violations(page, plant.quoi);
      expect.soft(ou(vues), plant.quoi).toEqual(plant.ou);
      for (const vue of vues) expect.soft(vue, plant.quoi).toContain(`: ${plant.regle} : #plant`);
    });
  }
});

test('une page plus large que l’écran se voit, un tableau plus large que son cadre aussi', async ({ page }) => {
  await ouvrir(page, '/connexion');
  expect(await violations(page, 'connexion')).toEqual([]);
  await planter(
    page,
    '<p id="plant">Large.</p><div id="large-cadre" tabindex="0"><p>Large.</p></div>',
    '#plant, #large-cadre p { width: 500px; } #large-cadre { max-width: 300px; overflow-x: auto; }',
  );
  const vues = await violations(page, 'plant', ['large']);
  expect(vues).toEqual([
    expect.stringMatching(/^390 px : la page est large de \d+ px$/),
    '390 px : le tableau large défile de 200 px',
  ]);
});
