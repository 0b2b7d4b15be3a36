// src/ -> dist/, from scratch, so that a file that is gone from src/ is gone from the image.
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSbom } from './sbom.mjs';
import { ROOT, run } from './steps.mjs';

rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
// The style sheet, the script and the icon of the status page are served as they are.
const ASSETS = join('status', 'assets');
cpSync(join(ROOT, 'src', ASSETS), join(ROOT, 'dist', ASSETS), { recursive: true });
writeSbom();
chmodSync(join(ROOT, 'dist', 'main.js'), 0o755);
