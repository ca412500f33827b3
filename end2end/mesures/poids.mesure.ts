// What the program weighs on the disk, on the network and in memory, and how long it
// takes to load the demonstration and to open its door.
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sessionDe } from '../outils/comptes.ts';
import { expect, test } from '../outils/essai.ts';
import { BINAIRE, Serveur, commande } from '../outils/serveur.ts';
import { mediane, tableau, verdict } from './tableau.ts';

const PASSES = 5;
const PAGES = 200;
/** Thousands of bytes of the browser's half, in brotli. */
const WASM_MAX = 350;
/** Seconds that the demonstration takes. */
const DEMO_MAX = 10;

const SITE = process.env['LEPTOS_SITE_ROOT'] || resolve(import.meta.dirname, '../../target/site');

/** Thousands of bytes. */
const ko = async (fichier: string): Promise<number> => (await stat(fichier)).size / 1000;

/** A line of `/proc/PID/status`, in megabytes; Linux only. */
async function memoire(pid: number, nom: string): Promise<number> {
  const statut = await readFile(`/proc/${pid}/status`, 'utf8');
  const trouvee = new RegExp(`^${nom}:\\s+(\\d+) kB`, 'm').exec(statut);
  return Number(trouvee?.[1]) / 1024;
}

test('poids des fichiers', async () => {
  const pkg = join(SITE, 'pkg');
  const lignes: (string | number)[][] = [];
  let wasm = Number.NaN;
  for (const nom of (await readdir(pkg)).sort()) {
    if (!/\.(wasm|js|css)$/.test(nom)) continue;
    // The smallest ones are not worth compressing.
    const brotli = await ko(join(pkg, `${nom}.br`)).catch(() => ko(join(pkg, nom)));
    // What every page loads; the parts that some pages alone need have their own line.
    if (/^imagin\..*wasm$/.test(nom)) wasm = brotli;
    lignes.push([nom.replace(/\.[^.]+\./, '.'), await ko(join(pkg, nom)), brotli]);
  }
  lignes.push(['programme imagin', await ko(BINAIRE), '']);
  tableau(['fichier', 'ko', 'ko en brotli'], lignes);
  console.log(`objectif : wasm de ${WASM_MAX} ko au plus en brotli : ${verdict(wasm <= WASM_MAX)}`);
  expect.soft(wasm, 'ko de wasm en brotli').toBeLessThanOrEqual(WASM_MAX);
});

test('démonstration, démarrage, mémoire', async () => {
  const dossier = await mkdtemp(join(tmpdir(), 'imagin-mesure-'));
  try {
    const demo: number[] = [];
    for (let n = 0; n < PASSES; n += 1) {
      const debut = performance.now();
      await commande(join(dossier, `demo-${n}`), 'demo');
      demo.push((performance.now() - debut) / 1000);
    }
    const demarrage: number[] = [];
    const repos: number[] = [];
    const apres: number[] = [];
    for (let n = 0; n < PASSES; n += 1) {
      const debut = performance.now();
      const serveur = await Serveur.demarrer(join(dossier, `demo-${n}`));
      demarrage.push((performance.now() - debut) / 1000);
      try {
        repos.push(await memoire(serveur.pid, 'VmRSS'));
        const temoin = await sessionDe(serveur.url, 'chef');
        const headers = { cookie: `${temoin.name}=${temoin.value}` };
        const adresses = ['/', '/missions', '/missions/172418', '/missions/172278', '/compte'];
        for (let p = 0; p < PAGES; p += 1) {
          const page = await fetch(serveur.url + adresses[p % adresses.length], { headers });
          expect(page.status).toBe(200);
          await page.arrayBuffer();
        }
        apres.push(await memoire(serveur.pid, 'VmRSS'));
      } finally {
        await serveur.arreter();
      }
    }
    console.log(`médianes de ${PASSES} passes`);
    tableau(
      ['quoi', 'médiane', 'au pire'],
      [
        ['imagin demo, dossier vide, s', mediane(demo), Math.max(...demo)],
        ['imagin serve, jusqu’à répondre, s', mediane(demarrage), Math.max(...demarrage)],
        ['mémoire au repos, Mo', mediane(repos), Math.max(...repos)],
        [`mémoire après ${PAGES} pages, Mo`, mediane(apres), Math.max(...apres)],
      ],
    );
    const tenu = Math.max(...demo) < DEMO_MAX;
    console.log(`objectif : démonstration en moins de ${DEMO_MAX} s : ${verdict(tenu)}`);
    expect.soft(Math.max(...demo), 'secondes de démonstration').toBeLessThan(DEMO_MAX);
  } finally {
    await rm(dossier, { recursive: true, force: true });
  }
});
