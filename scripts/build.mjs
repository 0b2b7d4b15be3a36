// src/ -> dist/, from scratch, so that a file that is gone from src/ is gone from the image.
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './steps.mjs';

rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
chmodSync(join(ROOT, 'dist', 'main.js'), 0o755);
