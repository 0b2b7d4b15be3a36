/** Files that a generator makes: written, or with `--check` only compared. */

import { readFileSync, writeFileSync } from 'node:fs';

export interface UpToDateOptions {
  /** The folder of the files; its path ends with a slash. */
  readonly folder: URL;
  /** The command that writes them, for messages. */
  readonly command: string;
  /** Compare only. */
  readonly isCheck?: boolean;
}

/**
 * Writes the files that differ, and says which. A check writes nothing: each file that differs is a line on standard error, and the
 * exit code of the process becomes 1. `files`: the text by the path below the folder.
 */
export function keepUpToDate(
  files: Readonly<Record<string, string>>,
  { folder, command, isCheck = process.argv.includes('--check') }: UpToDateOptions,
): void {
  const outdated = Object.entries(files).filter(([path, text]) => written(new URL(path, folder)) !== text);
  if (isCheck) {
    for (const [path] of outdated) console.error(`${path} is outdated: run \`${command}\``);
    if (outdated.length > 0) process.exitCode = 1;
    return;
  }
  for (const [path, text] of outdated) {
    writeFileSync(new URL(path, folder), text);
    console.log(`${path} written`);
  }
}

function written(place: URL): string | undefined {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return undefined;
  }
}
