// What an authenticator app shows (RFC 6238: SHA-1, six digits, thirty seconds).
import { createHmac } from 'node:crypto';

const LETTRES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function octets(cle: string): Buffer {
  let bits = '';
  for (const lettre of cle.replaceAll(/\s/g, '')) {
    bits += LETTRES.indexOf(lettre).toString(2).padStart(5, '0');
  }
  const lus = bits.match(/.{8}/g) ?? [];
  return Buffer.from(lus.map((b) => Number.parseInt(b, 2)));
}

/**
 * The code of a key, so many steps from now. A server takes one step before and one after, and
 * each step once: the next code of a test is that of a later step, not of a later time.
 */
export function codeDe(cle: string, pas = 0, maintenant = Date.now()): string {
  const compte = Buffer.alloc(8);
  compte.writeBigUInt64BE(BigInt(Math.floor(maintenant / 30_000) + pas));
  const empreinte = createHmac('sha1', octets(cle)).update(compte).digest();
  const debut = empreinte.readUInt8(empreinte.length - 1) & 15;
  const nombre = (empreinte.readUInt32BE(debut) & 0x7fff_ffff) % 1_000_000;
  return nombre.toString().padStart(6, '0');
}
