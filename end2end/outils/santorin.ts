// A stand-in for SANTORIN: it is called, checks who calls, and reads the API.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** A right as the API gives it; what the tests look at. */
export interface Droit {
  reference: string;
  etat: 'ouvert' | 'retire';
  mission: { numero: number };
  personne: { matricule: string; nom?: string };
}

interface Appel {
  signature: string;
  corps: Buffer;
}

export class FauxSantorin {
  readonly #serveur: Server;
  readonly #appels: Appel[] = [];

  private constructor(serveur: Server) {
    this.#serveur = serveur;
  }

  /** Listens on a port of its own. */
  static async ouvrir(): Promise<FauxSantorin> {
    const serveur = createServer();
    const faux = new FauxSantorin(serveur);
    serveur.on('request', (requete, reponse) => {
      const morceaux: Buffer[] = [];
      requete.on('data', (morceau: Buffer) => morceaux.push(morceau));
      requete.on('end', () => {
        faux.#appels.push({
          signature: String(requete.headers['imagin-signature'] ?? ''),
          corps: Buffer.concat(morceaux),
        });
        reponse.writeHead(204).end();
      });
    });
    serveur.listen(0, '127.0.0.1');
    await once(serveur, 'listening');
    return faux;
  }

  /** Where it is to be called. */
  get adresse(): string {
    const adresse = this.#serveur.address();
    if (adresse === null || typeof adresse === 'string') throw new Error('aucune adresse');
    return `http://127.0.0.1:${adresse.port}/imagin`;
  }

  /** The calls received so far, each of which must bear a good signature of this key. */
  recus(cle: string): string[] {
    return this.#appels.map(({ signature, corps }) => {
      const [, moment = '', donnee = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      const attendue = createHmac('sha256', cle).update(`${moment}.`).update(corps).digest();
      if (!donnee || !timingSafeEqual(attendue, Buffer.from(donnee, 'hex'))) {
        throw new Error(`signature fausse : ${signature}`);
      }
      return corps.toString('utf8');
    });
  }

  /** Everything that the API has for a token, page after page. */
  async lire(url: string, jeton: string): Promise<Droit[]> {
    const droits: Droit[] = [];
    for (let depuis = ''; ; ) {
      const reponse = await fetch(`${url}/api/santorin/v1/correcteurs${depuis}`, {
        headers: { authorization: `Bearer ${jeton}` },
      });
      if (!reponse.ok) throw new Error(`API : ${reponse.status}`);
      const page = (await reponse.json()) as { droits: Droit[]; suivant: string; encore: boolean };
      droits.push(...page.droits);
      if (!page.encore) return droits;
      depuis = `?depuis=${page.suivant}`;
    }
  }

  async fermer(): Promise<void> {
    this.#serveur.close();
    this.#serveur.closeAllConnections();
    await once(this.#serveur, 'close');
  }
}
