// Reading what was printed and sent.
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import PostalMime, { type Email } from 'postal-mime';

/** One space wherever there is any blank, apostrophes all alike. */
export function aplani(texte: string): string {
  return texte.replace(/[’ʼ]/g, "'").replace(/\s+/g, ' ').trim();
}

/** The text of a PDF as poppler extracts it, in reading order. */
export async function textePdf(octets: Uint8Array): Promise<string> {
  const lecture = promisify(execFile)('pdftotext', ['-raw', '-', '-'], { encoding: 'utf8' });
  lecture.child.stdin?.end(octets);
  return aplani((await lecture).stdout);
}

/** The files of a ZIP. */
export function contenuZip(octets: Uint8Array): Record<string, Uint8Array> {
  return unzipSync(octets);
}

/** The lines of a CSV without quoted line breaks, header first. */
export function lignesCsv(octets: Uint8Array): string[] {
  const texte = new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets);
  return texte.split(/\r?\n/).filter((l) => l !== '');
}

/** The mails written so far, in the order of their files' names. */
export async function courriels(dossier: string): Promise<Email[]> {
  const noms = await readdir(dossier).catch(() => [] as string[]);
  const lus = noms
    .filter((nom) => nom.endsWith('.eml'))
    .sort()
    .map(async (nom) => PostalMime.parse(await readFile(join(dossier, nom))));
  return Promise.all(lus);
}

/** Address to which a mail goes. */
export function destinataire(courriel: Email): string {
  return courriel.to?.[0]?.address ?? '';
}

/** The bytes of an attachment. */
export function piece(courriel: Email, rang = 0): { nom: string; octets: Uint8Array } {
  const jointe = courriel.attachments[rang];
  if (!jointe || typeof jointe.content === 'string') throw new Error('pièce jointe absente');
  return { nom: jointe.filename ?? '', octets: new Uint8Array(jointe.content) };
}
