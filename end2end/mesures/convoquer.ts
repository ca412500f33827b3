// Convoking many people for a measure: what stands against them is confirmed.
import { expect } from '../outils/essai.ts';

/** Convokes these people on 1 February 2021, in the morning. */
export async function convoquer(
  url: string,
  cookie: string,
  mission: number,
  personnes: number[],
  cle: string,
): Promise<void> {
  const corps = new URLSearchParams({ numero: String(mission), cle });
  for (const n of personnes) corps.append('intervenants[]', String(n));
  const jour = { jour: '2021-02-01', retenu: 'on', debut: '08:00', fin: '12:00' };
  for (const [nom, valeur] of Object.entries(jour)) corps.append(`saisie[jours][0][${nom}]`, valeur);
  const demander = () => fetch(`${url}/api/missions/convoquer`, { method: 'POST', headers: { cookie }, body: corps });
  let reponse = await demander();
  if (reponse.status === 422) {
    // With the key of the list of clashes.
    const { detail } = (await reponse.json()) as { detail: string };
    const { cle: confirmation } = JSON.parse(detail) as { cle: string };
    corps.set('confirmation', confirmation);
    reponse = await demander();
  }
  expect(reponse.ok, await reponse.text()).toBe(true);
}

/** Whole numbers from the first to the last. */
export const suite = (premier: number, dernier: number): number[] =>
  Array.from({ length: dernier - premier + 1 }, (_, n) => premier + n);
