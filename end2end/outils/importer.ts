import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commande, type Serveur } from './serveur.ts';

export async function importerMissions(serveur: Serveur, csv: string): Promise<void> {
  const fichier = join(serveur.donnees, 'missions.csv');
  await writeFile(fichier, csv);
  await commande(serveur.donnees, 'import', 'missions', fichier, '--academie', '16');
}
