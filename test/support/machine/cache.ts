/** Where tests keep what takes long to make, from one run to the next. */

import { fileURLToPath } from 'node:url';

export const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/fivesec', import.meta.url));
