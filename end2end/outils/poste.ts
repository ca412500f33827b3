// A real SMTP server (aiosmtpd), and what it took.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAMME = resolve(import.meta.dirname, '../../crates/mail/tests/serveur_smtp.py');

/** A message as Python's `email` package reads it. */
export interface Recu {
  vers: string[];
  lu: {
    entetes: Record<string, string>;
    parties: { genre: string; nom: string | null; texte: string | null }[];
    defauts: string[];
  };
}

/** What the program says, a line each. */
type Evenement =
  | { evenement: 'pret'; port: number }
  | ({ evenement: 'message' } & Recu)
  | { evenement: 'connexion' | 'deconnexion' | 'commande' };

export class Poste {
  readonly #enfant: ChildProcess;

  private constructor(
    enfant: ChildProcess,
    readonly port: number,
    /** What it took so far, in order. */
    readonly recus: Recu[],
  ) {
    this.#enfant = enfant;
  }

  static async ouvrir(): Promise<Poste> {
    const enfant = spawn(
      process.env['IMAGIN_PYTHON'] || 'python3',
      [PROGRAMME, JSON.stringify({ mode: 'sage' })],
      // It lives as long as its standard input: never longer than the test.
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const recus: Recu[] = [];
    const port = await new Promise<number>((tenir, manquer) => {
      createInterface({ input: enfant.stdout }).on('line', (ligne) => {
        const vu = JSON.parse(ligne) as Evenement;
        if (vu.evenement === 'pret') tenir(vu.port);
        else if (vu.evenement === 'message') recus.push({ vers: vu.vers, lu: vu.lu });
      });
      enfant.once('error', manquer);
      enfant.once('close', () =>
        manquer(
          new Error(
            'le serveur SMTP d’essai ne s’ouvre pas (aiosmtpd manque ? script/setup --tests l’installe, IMAGIN_PYTHON le désigne)',
          ),
        ),
      );
    });
    return new Poste(enfant, port, recus);
  }

  /** What IMAGIN_MAIL_URL is for it. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async fermer(): Promise<void> {
    const fin = once(this.#enfant, 'close');
    this.#enfant.kill();
    await fin;
  }
}
