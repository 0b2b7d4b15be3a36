// src/ -> dist/, from scratch, so that a file that is gone from src/ is gone from the image.
//
// esbuild puts sources and libraries into one file for each part that is loaded by itself: the agent loads 24 files instead of 656. It only
// strips the types; `npm run check` checks them. Names are kept, so that a stack trace can be read (docs/decisions/024-the-build-is-a-bundle.md).
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeSbom } from './sbom.mjs';
import { ROOT } from './steps.mjs';

const DIST = join(ROOT, 'dist');

/**
 * Imports of Node's own modules become `require`. An `import` reads every property of such a module (the ESM namespace of a builtin), and
 * properties that load more on first use then load it at the start: node:http alone loads undici for its `WebSocket`.
 */
const requiredBuiltins = {
  name: 'required-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      namespace === 'builtin' ? { path, external: true } : { path, namespace: 'builtin' },
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

rmSync(DIST, { recursive: true, force: true });
await build({
  absWorkingDir: ROOT,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  // Every `import()` is a file of its own.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [requiredBuiltins],
  // The packages in the image have their licences.
  legalComments: 'none',
  // Libraries in CommonJS require Node's own modules.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
// The style sheet, the script and the icon of the status page are served as they are. Every file of the bundle is in dist/ itself.
cpSync(join(ROOT, 'src', 'status', 'assets'), join(DIST, 'assets'), { recursive: true });
writeSbom();
chmodSync(join(DIST, 'main.js'), 0o755);
