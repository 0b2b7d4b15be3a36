// src/ -> dist/, from scratch, so that a file that is gone from src/ is gone from the image.
import { chmodSync, rmSync } from 'node:fs';
import { ROOT, run } from './steps.mjs';

rmSync(`${ROOT}dist`, { recursive: true, force: true });
run('npx', ['--no-install', 'tsc', '-p', 'tsconfig.build.json']);
chmodSync(`${ROOT}dist/main.js`, 0o755);
