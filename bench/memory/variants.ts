/** The processes that `npm run bench -- memory` compares: plain Node, Node with one library each, and the agent with settings of Node, V8 and malloc. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Argv } from '../../test/lab/ground/command.ts';
import type { Lab } from '../../test/lab/lab.ts';
import { agentArgv } from '../support/agent-in-pod.ts';

export interface Variant {
  readonly name: string;
  readonly argv: Argv;
  readonly env?: Readonly<Record<string, string>>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STAY = 'setInterval(() => {}, 1000);';
const LIBRARIES = ['zod', 'express', 'prom-client', 'pino', 'yaml', 'commander', 'dns-packet'];
const WORKER = `new (require('node:worker_threads').Worker)("setInterval(() => {}, 1000)", { eval: true });`;

interface Setting {
  readonly name: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const ARENAS = { MALLOC_ARENA_MAX: '1' };

const SETTINGS: readonly Setting[] = [
  { name: 'as it is' },
  { name: 'MALLOC_ARENA_MAX=1', env: ARENAS },
  { name: 'MALLOC_ARENA_MAX=2', env: { MALLOC_ARENA_MAX: '2' } },
  { name: '--v8-pool-size=1', flags: ['--v8-pool-size=1'] },
  { name: 'UV_THREADPOOL_SIZE=1', env: { UV_THREADPOOL_SIZE: '1' } },
  { name: '--max-semi-space-size=1', flags: ['--max-semi-space-size=1'] },
  { name: '--lite-mode', flags: ['--lite-mode'] },
  { name: '--no-maglev', flags: ['--no-maglev'] },
  { name: '--no-maglev --no-sparkplug', flags: ['--no-maglev', '--no-sparkplug'] },
  { name: '--single-threaded', flags: ['--single-threaded'] },
  { name: 'compile cache', env: { NODE_COMPILE_CACHE: mkdtempSync(join(tmpdir(), 'fivesec-cache-')) } },
  {
    name: 'MALLOC_ARENA_MAX=1 --v8-pool-size=1 --no-maglev',
    env: ARENAS,
    flags: ['--v8-pool-size=1', '--no-maglev'],
  },
  { name: 'MALLOC_ARENA_MAX=1 --single-threaded', env: ARENAS, flags: ['--single-threaded'] },
  { name: '--single-threaded-gc', flags: ['--single-threaded-gc'] },
];

/** `only`: parts of names; all variants if empty. */
export function variants(lab: Lab, only: readonly string[]): readonly Variant[] {
  const node = process.execPath;
  const all: Variant[] = [
    { name: 'Node alone', argv: [node, '-e', STAY] },
    { name: 'Node and a worker', argv: [node, '-e', `${WORKER} ${STAY}`] },
    ...LIBRARIES.map((library): Variant => {
      const code = `process.chdir(${JSON.stringify(ROOT)}); await import('${library}'); ${STAY}`;
      return { name: `Node and ${library}`, argv: [node, '--input-type=module', '-e', code] };
    }),
    ...SETTINGS.map(({ name, flags = [], env }, index): Variant => {
      const [program, ...rest] = agentArgv(lab, ['--listen', `:${9400 + index}`]);
      return { name: `the agent, ${name}`, argv: [program, ...flags, ...rest], ...(env && { env }) };
    }),
  ];
  return only.length === 0 ? all : all.filter(({ name }) => only.some((part) => name.includes(part)));
}
