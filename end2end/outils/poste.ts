// A real SMTP server (aiosmtpd), and what it took.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { test } from './essai.ts';

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
  | { evenement: 'connexion' | 'deconnexion' | 'commande' | 'regle' };

export class Poste {
  readonly #enfant: ChildProcessByStdio<Writable, Readable, null>;
  /** Says `regle` each time that it behaves as it was told. */
  readonly #paroles: EventEmitter;

  private constructor(
    enfant: ChildProcessByStdio<Writable, Readable, null>,
    paroles: EventEmitter,
    readonly port: number,
    /** What it took so far, in order. */
    readonly recus: Recu[],
  ) {
    this.#enfant = enfant;
    this.#paroles = paroles;
  }

  static async ouvrir(): Promise<Poste> {
    const enfant = spawn(
      process.env['IMAGIN_PYTHON'] || 'python3',
      [PROGRAMME, JSON.stringify({ mode: 'sage' })],
      // It lives as long as its standard input: never longer than the test.
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const recus: Recu[] = [];
    const paroles = new EventEmitter();
    const port = await new Promise<number>((tenir, manquer) => {
      createInterface({ input: enfant.stdout }).on('line', (ligne) => {
        const vu = JSON.parse(ligne) as Evenement;
        if (vu.evenement === 'pret') tenir(vu.port);
        else if (vu.evenement === 'message') recus.push({ vers: vu.vers, lu: vu.lu });
        else if (vu.evenement === 'regle') paroles.emit('regle');
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
    return new Poste(enfant, paroles, port, recus);
  }

  /** What IMAGIN_MAIL_URL is for it. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** From now on, and until told otherwise, refuses these people, each with this answer, and
   * takes what goes to all others. */
  async refuser(refus: Record<string, string>): Promise<void> {
    const regle = once(this.#paroles, 'regle');
    this.#enfant.stdin.write(`${JSON.stringify({ refuser: refus })}\n`);
    await regle;
  }

  /** What it took for somebody so far, in order. */
  pour(adresse: string): Recu['lu'][] {
    return this.recus.filter((r) => r.vers.includes(adresse)).map((r) => r.lu);
  }

  async fermer(): Promise<void> {
    const fin = once(this.#enfant, 'close');
    this.#enfant.kill();
    await fin;
  }
}

/** The tests' own `test`, whose server sends by a mail server of its own. */
export const avecPoste = test.extend<{ poste: Poste }>({
  poste: async ({}, use) => {
    const poste = await Poste.ouvrir();
    await use(poste);
    await poste.fermer();
  },

  reglages: async ({ poste }, use) => use({ IMAGIN_MAIL_URL: poste.url }),
});
