/**
 * The flags with which Node.js runs a TypeScript file. Node.js 22.18 and newer strip the types themselves. Older ones need tsx, which
 * takes about a second more of CPU for each process.
 */

import { createRequire } from 'node:module';

export const RUN_TYPESCRIPT: readonly string[] = process.features.typescript
  ? []
  : ['--import', createRequire(import.meta.url).resolve('tsx')];
