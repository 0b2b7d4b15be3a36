/** Trials that are stored in files, so that a long benchmark can run in several parts (`--keep`). */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class StoredTrials<T> {
  /** A directory for further files about a trial. */
  readonly folder: string;
  readonly #trials: T[];

  /** With `keep`, continues with what `bench` left in the temporary directory. Otherwise starts again. */
  constructor(bench: string, keep: boolean) {
    this.folder = join(tmpdir(), `fivesec-${bench}`);
    mkdirSync(this.folder, { recursive: true });
    this.#trials = keep && existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : [];
  }

  get trials(): readonly T[] {
    return this.#trials;
  }

  add(trial: T): void {
    this.#trials.push(trial);
    writeFileSync(this.#file, JSON.stringify(this.#trials));
  }

  get #file(): string {
    return join(this.folder, 'trials.json');
  }
}
