// One imagin server as a child process, over a data folder of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

const RACINE = resolve(import.meta.dirname, '../..');
/** The server's program. */
export const BINAIRE = resolve(process.env['BINAIRE_IMAGIN'] || `${RACINE}/target/debug/imagin`);
/** A debug build migrates and loads its assets within this time. */
const DEMARRAGE_MS = 30_000;
/** A server that drains is gone within this time. */
const ARRET_MS = 15_000;

/** The variables of a child: ours, and of the surroundings only what a program needs. */
function environnement(propres: Record<string, string>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [nom, valeur] of Object.entries(process.env)) {
    if (['PATH', 'HOME', 'TMPDIR'].includes(nom) || nom.startsWith('LEPTOS_')) {
      env[nom] = valeur;
    }
  }
  return { ...env, ...propres };
}

async function portLibre(): Promise<number> {
  const ecoute = createServer().listen(0, '127.0.0.1');
  await once(ecoute, 'listening');
  const adresse = ecoute.address();
  ecoute.close();
  await once(ecoute, 'close');
  if (adresse === null || typeof adresse === 'string') throw new Error('aucun port libre');
  return adresse.port;
}

/** Runs one subcommand to its end; what it printed. */
export async function commande(donnees: string, ...args: string[]): Promise<string> {
  return commandeAvec(donnees, {}, ...args);
}

/** The same with settings beyond the usual ones. */
export async function commandeAvec(
  donnees: string,
  reglages: Record<string, string>,
  ...args: string[]
): Promise<string> {
  if (!existsSync(BINAIRE)) {
    throw new Error(`${BINAIRE} n'existe pas : lancer script/server --construire`);
  }
  const enfant = spawn(BINAIRE, args, {
    env: environnement({ IMAGIN_DATA_DIR: donnees, IMAGIN_DEMO: '1', ...reglages }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let sortie = '';
  enfant.stdout.on('data', (morceau: Buffer) => (sortie += morceau.toString()));
  enfant.stderr.on('data', (morceau: Buffer) => (sortie += morceau.toString()));
  const [code] = (await once(enfant, 'close')) as [number | null];
  if (code !== 0) throw new Error(`imagin ${args.join(' ')} : code ${code}\n${sortie}`);
  return sortie;
}

export class Serveur {
  /** Lines of its log that the test provokes. */
  readonly prevus: RegExp[] = [];

  readonly #enfant: ChildProcess;
  readonly #fin: Promise<unknown[]>;
  /** All that the server logged. */
  journal = '';

  private constructor(
    /** Folder of its database and mails. */
    readonly donnees: string,
    /** Its address, without final slash. */
    readonly url: string,
    enfant: ChildProcess,
  ) {
    this.#enfant = enfant;
    this.#fin = once(enfant, 'close');
    const noter = (morceau: Buffer) => (this.journal += morceau.toString());
    enfant.stdout?.on('data', noter);
    enfant.stderr?.on('data', noter);
  }

  /** Number of its process. */
  get pid(): number {
    if (this.#enfant.pid === undefined) throw new Error('le serveur n’a pas été lancé');
    return this.#enfant.pid;
  }

  /** Folder of the mails it writes. */
  get courriels(): string {
    return `${this.donnees}/mails`;
  }

  static async demarrer(donnees: string, reglages: Record<string, string> = {}): Promise<Serveur> {
    const ecoute = `127.0.0.1:${await portLibre()}`;
    const enfant = spawn(BINAIRE, ['serve'], {
      env: environnement({
        IMAGIN_DATA_DIR: donnees,
        IMAGIN_LISTEN: ecoute,
        IMAGIN_DEMO: '1',
        // Group sends leave at once, unless the test is about stopping them.
        IMAGIN_SEND_DELAY: '0',
        LEPTOS_SITE_ADDR: ecoute,
        ...reglages,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const serveur = new Serveur(donnees, `http://${ecoute}`, enfant);
    await serveur.#attendre();
    return serveur;
  }

  async #attendre(): Promise<void> {
    const limite = Date.now() + DEMARRAGE_MS;
    while (Date.now() < limite) {
      if (this.#enfant.exitCode !== null || this.#enfant.signalCode !== null) {
        throw new Error(`le serveur s'est arrêté au démarrage\n${this.journal}`);
      }
      const sante = await fetch(`${this.url}/sante`).catch(() => null);
      if (sante?.ok) return;
      await new Promise((suite) => setTimeout(suite, 25));
    }
    this.#enfant.kill('SIGKILL');
    throw new Error(`le serveur ne répond pas après ${DEMARRAGE_MS} ms\n${this.journal}`);
  }

  /** Asks it to end as a service manager does, and makes sure that it ended well. */
  async arreter(): Promise<void> {
    this.#enfant.kill('SIGTERM');
    const tue = setTimeout(() => this.#enfant.kill('SIGKILL'), ARRET_MS);
    const [code, signal] = (await this.#fin) as [number | null, string | null];
    clearTimeout(tue);
    if (code !== 0) {
      throw new Error(`arrêt par SIGTERM : code ${code}, signal ${signal}\n${this.journal}`);
    }
  }
}
