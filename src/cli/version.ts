/** What is known of this build: the version of package.json, the revision, and Node.js. */

import type { Process } from './process.ts';

/** A test compares it with package.json. */
export const VERSION = '0.1.0';

/** The revision is written into the image when it is built; elsewhere it is empty. */
export function buildOf({ env, nodeVersion }: Pick<Process, 'env' | 'nodeVersion'>) {
  return { version: VERSION, revision: env['FIVESEC_REVISION'] ?? '', nodeVersion };
}
