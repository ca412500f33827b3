// Reading what was printed and sent, and a signature to send.
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
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

/** A PNG of a black stroke on white paper. */
export function image(largeur = 400, hauteur = 200): Buffer {
  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (octets: Buffer) => {
    let c = 0xffffffff;
    for (const o of octets) c = (table[(c ^ o) & 0xff] ?? 0) ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };
  const morceau = (genre: string, contenu: Buffer) => {
    const corps = Buffer.concat([Buffer.from(genre, 'latin1'), contenu]);
    const tete = Buffer.alloc(4);
    tete.writeUInt32BE(contenu.length);
    const fin = Buffer.alloc(4);
    fin.writeUInt32BE(crc(corps));
    return Buffer.concat([tete, corps, fin]);
  };
  const entete = Buffer.alloc(13);
  entete.writeUInt32BE(largeur, 0);
  entete.writeUInt32BE(hauteur, 4);
  entete.set([8, 0, 0, 0, 0], 8);
  const points = Buffer.alloc((largeur + 1) * hauteur, 255);
  for (let y = 0; y < hauteur; y += 1) {
    points[y * (largeur + 1)] = 0;
    if (Math.abs(y - hauteur / 2) < 6) points.fill(20, y * (largeur + 1) + 60, y * (largeur + 1) + largeur - 60);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    morceau('IHDR', entete),
    morceau('IDAT', deflateSync(points)),
    morceau('IEND', Buffer.alloc(0)),
  ]);
}
