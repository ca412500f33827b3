// Databases of a test's own on the PostgreSQL server that the Rust tests use.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A server on which databases may be created; empty where there is none. */
export const SERVEUR_PG = process.env['IMAGIN_TEST_PG_URL'] ?? '';

let rang = 0;

async function psql(sql: string): Promise<void> {
  const options = ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--command', sql];
  await promisify(execFile)('psql', [SERVEUR_PG, ...options]);
}

/** An empty database: its address. Named as `store::essais` names its own, which takes away
 * those of processes that have ended. */
export async function creerBase(): Promise<string> {
  const nom = `imagin_essai_${process.pid}_${(rang += 1)}`;
  await psql(`CREATE DATABASE ${nom}`);
  const url = new URL(SERVEUR_PG);
  url.pathname = `/${nom}`;
  return url.href;
}

/** Deletes one, whoever is still connected. */
export async function supprimerBase(url: string): Promise<void> {
  await psql(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}
