// Once per run: the demonstration is loaded and every account signs in. Each test
// then works on a copy, so that none sees what another wrote.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPTES, sessionDe, type Temoin } from './comptes.ts';
import { Serveur, commande } from './serveur.ts';

export default async function preparer(): Promise<() => Promise<void>> {
  const dossier = await mkdtemp(join(tmpdir(), 'imagin-end2end-'));
  try {
    const modele = join(dossier, 'modele');
    await commande(modele, 'demo');
    const serveur = await Serveur.demarrer(modele);
    const sessions: Record<string, Temoin> = {};
    try {
      for (const compte of COMPTES) sessions[compte] = await sessionDe(serveur.url, compte);
    } finally {
      await serveur.arreter();
    }
    await writeFile(join(dossier, 'sessions.json'), JSON.stringify(sessions));
  } catch (erreur) {
    await rm(dossier, { recursive: true, force: true });
    throw erreur;
  }
  process.env['END2END_DOSSIER'] = dossier;
  return () => rm(dossier, { recursive: true, force: true });
}
