/** Programs that a test starts, and that a Debian package of the same name has. */

import { spawnSync } from 'node:child_process';

/** Why they can't be started here, or `undefined` if all of them can. */
export function programsMissing(...programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  return missing.length === 0 ? undefined : `install the Debian packages: ${missing.join(', ')}`;
}
