/** The directory of files that take long to make. Tests keep them from one run to the next. */

import { fileURLToPath } from 'node:url';

export const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/fivesec', import.meta.url));
