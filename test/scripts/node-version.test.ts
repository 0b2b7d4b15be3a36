/** The Node.js that the tests run on is the one that package.json pins and that the image ships. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { nodeArgv } from '../lab/dns/program.ts';
import { NODE_PACKAGES, PINNED_NODE } from '../support/image/pinned-node.ts';
import { requirement } from '../support/machine/requirement.ts';

const ROOT = new URL('../../', import.meta.url);
const OWN_PACKAGE = `node-${process.platform}-${process.arch}`;
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

it('is pinned to one exact version for every platform', () => {
  expect(PINNED_NODE).toMatch(/^\d+\.\d+\.\d+$/);
  expect(new Set(Object.values(NODE_PACKAGES))).toEqual(new Set([PINNED_NODE]));
});

it('has the major version of both bases of the image', () => {
  const major = PINNED_NODE.split('.')[0];
  const bases = [...read('Dockerfile').matchAll(/^FROM .*\bnode(?:js|:)(\d+)-/gm)].map(
    ([, version]) => version,
  );
  expect(bases).toEqual([major, major]);
  expect(read('package.json')).toContain(`"@types/node": "${major}.`);
});

it('runs the tests, their threads and the programs that they start', async (ctx) => {
  requirement(
    ctx,
    OWN_PACKAGE in NODE_PACKAGES,
    `npm has no package of Node.js for this platform: ${OWN_PACKAGE}`,
  );
  expect(process.versions.node).toBe(PINNED_NODE);
  const version = 'process.versions.node';
  const worker = new Worker(`require('node:worker_threads').parentPort.postMessage(${version})`, {
    eval: true,
  });
  expect(await new Promise((resolve) => worker.once('message', resolve))).toBe(PINNED_NODE);
  const [program] = nodeArgv(new URL('scripts/docs.ts', ROOT));
  for (const node of [program, 'node']) {
    const started = spawnSync(node, ['-p', version], { encoding: 'utf8', cwd: fileURLToPath(ROOT) });
    expect(started.stdout.trim()).toBe(PINNED_NODE);
  }
});

it('needs no install script of a package: none is allowed to run', () => {
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> };
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean; optional?: boolean }>;
  };
  const withScript = Object.entries(packages).filter(([, one]) => one.hasInstallScript && !one.optional);
  const names = withScript.map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(allowScripts).toEqual(Object.fromEntries(names.map((name) => [name, false])));
});

it('installs without a package that refuses the oldest Node.js that may start the two commands', () => {
  expect(JSON.parse(read('package.json'))).toMatchObject({ engines: { node: '>=20.19' } });
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { engines?: { node?: string } }>;
  };
  const refusing = Object.entries(packages).filter(([, { engines }]) =>
    /^>=?\s*2[1-9]/.test(engines?.node ?? ''),
  );
  expect(refusing.map(([path]) => path)).toEqual([]);
});
