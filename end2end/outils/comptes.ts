/** Accounts of the demonstration. */
export const COMPTES = [
  'chef',
  'secretaire',
  'gestionnaire',
  'admin',
  'intervenant',
  'adjoint',
  // Of the second académie.
  'chef.bordeaux',
  'secretaire.bordeaux',
  'gestionnaire.bordeaux',
  'admin.bordeaux',
  'intervenant.bordeaux',
] as const;
export type Compte = (typeof COMPTES)[number];
/** Password of them all. */
export const MOT_DE_PASSE = 'demonstration-imagin';

/** A cookie as a browser context takes it. */
export interface Temoin {
  name: string;
  value: string;
  domain: string;
  path: string;
  httpOnly: boolean;
  sameSite: 'Lax';
  secure: false;
  expires: -1;
}

/** Signs in over HTTP: the session's cookie. */
export async function sessionDe(url: string, compte: Compte): Promise<Temoin> {
  const reponse = await fetch(`${url}/connexion`, {
    method: 'POST',
    body: new URLSearchParams({ identifiant: compte, mot_de_passe: MOT_DE_PASSE, suite: '/' }),
    redirect: 'manual',
  });
  const [paire = ''] = (reponse.headers.getSetCookie()[0] ?? '').split(';');
  const [name = '', value = ''] = paire.split('=');
  if (reponse.headers.get('location') !== '/' || value === '') {
    throw new Error(`${compte} : connexion refusée (${reponse.status})`);
  }
  return {
    name,
    value,
    domain: '127.0.0.1',
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: false,
    expires: -1,
  };
}
