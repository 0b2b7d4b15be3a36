/** The built executable of fivesec. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const EXECUTABLE = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** Why it can't be run, or `undefined` if it can. */
export function executableMissing(): string | undefined {
  return existsSync(EXECUTABLE) ? undefined : 'fivesec is not built yet: npm run build';
}
