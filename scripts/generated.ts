/** Files that a generator makes: written, or with `--check` only compared. */

import { readFileSync, writeFileSync } from 'node:fs';

export interface Generated {
  /** As a person is told it. */
  readonly name: string;
  readonly place: URL;
  readonly text: string;
}

/** Writes those that differ, and says which; with `--check` on the command line it writes nothing, and fails for each. */
export function keepUpToDate(files: readonly Generated[], command: string): void {
  const outdated = files.filter(({ place, text }) => written(place) !== text);
  if (process.argv.includes('--check')) {
    for (const { name } of outdated) console.error(`${name} is outdated: run \`${command}\``);
    process.exitCode = outdated.length > 0 ? 1 : 0;
    return;
  }
  for (const { name, place, text } of outdated) {
    writeFileSync(place, text);
    console.log(`${name} written`);
  }
}

function written(place: URL): string | undefined {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return undefined;
  }
}
