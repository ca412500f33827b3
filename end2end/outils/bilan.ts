// What failed and why, said once more at the very end: a log that is kept is often cut to its
// last lines.
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Lines kept of each error: what was expected, what came, and where. */
const LIGNES = 25;

export default class Bilan implements Reporter {
  readonly #rates: string[] = [];

  onTestEnd(essai: TestCase, resultat: TestResult): void {
    if (resultat.status === 'skipped' || resultat.status === essai.expectedStatus) return;
    const erreurs = resultat.errors.map((e) =>
      stripVTControlCharacters(e.message ?? e.value ?? '').split('\n').slice(0, LIGNES).join('\n    '),
    );
    this.#rates.push([`✘ ${essai.titlePath().filter(Boolean).join(' › ')}`, ...erreurs].join('\n    '));
  }

  onEnd(): void {
    if (this.#rates.length > 0) console.log(`\nEssais d’écran ratés :\n${this.#rates.join('\n')}`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
