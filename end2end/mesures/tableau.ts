/** The middle value. */
export function mediane(valeurs: number[]): number {
  const triees = [...valeurs].sort((a, b) => a - b);
  return triees[Math.floor(triees.length / 2)] ?? Number.NaN;
}

/** Prints rows under their titles, columns aligned. */
export function tableau(titres: string[], lignes: (string | number)[][]): void {
  const textes = [titres, ...lignes.map((l) => l.map((c) => (typeof c === 'number' ? nombre(c) : c)))];
  const largeurs = titres.map((_, i) => Math.max(...textes.map((l) => (l[i] ?? '').length)));
  for (const ligne of textes) {
    const cases = ligne.map((c, i) => (i === 0 ? c.padEnd(largeurs[i] ?? 0) : c.padStart(largeurs[i] ?? 0)));
    console.log(cases.join(' | '));
  }
}

const nombre = (n: number): string => (Number.isInteger(n) ? String(n) : n.toFixed(n < 10 ? 2 : 1));

/** `tenu` or `MANQUÉ`. */
export const verdict = (tenu: boolean): string => (tenu ? 'tenu' : 'MANQUÉ');
