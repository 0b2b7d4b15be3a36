/** What the image sets for Node, V8 and malloc (docs/decisions/007-a-small-heap.md): the Node that it ships accepts it, and fivesec runs with it. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { imageEnvironment } from '../../bench/support/agent-in-pod.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** In an environment that has nothing else, as in a container. */
function node(...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    encoding: 'utf8',
    env: { ...imageEnvironment() },
  });
  return { status, stdout, stderr };
}

it('is one arena of malloc, lower thresholds, and one thread of V8', () => {
  expect(imageEnvironment()).toEqual({
    MALLOC_ARENA_MAX: '1',
    MALLOC_MMAP_THRESHOLD_: '65536',
    MALLOC_TRIM_THRESHOLD_: '131072',
    NODE_OPTIONS: '--v8-pool-size=1',
  });
});

it('is accepted by Node, which then has threads for its pools all the same', () => {
  const program = `
    const { readFile } = require('node:fs');
    let made = 0;
    for (let file = 0; file < 8; file += 1) readFile(process.execPath, () => { made += 1; if (made === 8) console.log('read'); });
  `;
  expect(node('-e', program)).toEqual({ status: 0, stdout: 'read\n', stderr: '' });
});

it('lets the commands start', () => {
  expect(node('--import', 'tsx', MAIN, 'check', '--help')).toMatchObject({ status: 0, stderr: '' });
  expect(node('--import', 'tsx', MAIN, 'agent', '--check-config')).toMatchObject({ status: 0, stderr: '' });
});
