/** Keeps code out of memory that the agent never runs. May import node:module. */

import * as nodeModule from 'node:module';

/** zod's messages in other languages than English. */
const UNUSED = /\/node_modules\/zod\/v4\/locales\/(?!en\.js|index\.js)[\w-]+\.js$/;

/**
 * zod loads its messages in all 50 languages: 1.3 MB of text (docs/decisions/007-a-small-heap.md). From here on these modules are
 * empty. Call it before zod is loaded. It does nothing on Node.js before 22.15, which has no such hooks.
 */
export function leaveOutLanguages(): void {
  if (!('registerHooks' in nodeModule)) return;
  nodeModule.registerHooks({
    load(url, context, nextLoad) {
      if (!UNUSED.test(url)) return nextLoad(url, context);
      return { format: 'module', source: 'export default undefined;', shortCircuit: true };
    },
  });
}
