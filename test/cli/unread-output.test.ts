/** A command whose output nobody reads any more, by a real pipe of a shell: it ends without a stack trace. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { beforeEach, expect, it } from 'vitest';
import { ANSWER, always } from '../../src/demo/script.ts';
import { formatServer } from '../../src/domain/server.ts';
import { EXECUTABLE, executableMissing } from '../support/machine/executable.ts';
import { needs, requirement } from '../support/machine/requirement.ts';
import { serve } from '../support/wire/scripted-server.ts';

beforeEach((ctx) => {
  needs(ctx, executableMissing());
  requirement(ctx, process.platform !== 'win32', 'no sh(1)');
});

/** Runs the command in front of `reader`. The shell prints the command's exit code on a descriptor of its own. */
async function pipedInto(reader: string, ...argv: readonly string[]) {
  const command = [process.execPath, EXECUTABLE, ...argv].map((word) => `'${word}'`).join(' ');
  const shell = spawn('sh', ['-c', `{ ${command}; echo "code $?" >&3; } | ${reader}`], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const read = (place: 1 | 2 | 3) => {
    const stream = shell.stdio[place];
    return stream && 'read' in stream ? text(stream) : '';
  };
  const [out, err, code] = await Promise.all([read(1), read(2), read(3), once(shell, 'close')]);
  return { out, err, code: code.trim() };
}

async function checkFlags(...more: readonly string[]): Promise<readonly string[]> {
  const { server } = await serve(always(ANSWER));
  const asked = ['--nameserver', formatServer(server), '--name', 'kubernetes.default.svc.cluster.local.'];
  return ['check', ...asked, '--duration', '1s', '--max-qps', '1000', ...more];
}

it.each([[[]], [['--json']], [['--explain']]])(
  'check %j ends before a reader that has gone',
  async (flags) => {
    const { out, err, code } = await pipedInto('true', ...(await checkFlags(...flags)));
    expect([out, err]).toEqual(['', '']);
    // A second of a busy machine may be too little to call the path healthy, which is code 2.
    expect(code).toMatch(/^code [02]$/);
  },
);

it('check keeps its exit code where its reader wants only a line', async () => {
  const servfail = always({ kind: 'rcode', rcode: 'SERVFAIL' } as const);
  const { server } = await serve(servfail);
  const flags = ['--name', 'web.test.', '--duration', '1s', '--max-qps', '1000', '--explain'];
  const { out, err, code } = await pipedInto(
    'head -n 1',
    'check',
    '--nameserver',
    formatServer(server),
    ...flags,
  );
  expect(out).toMatch(/^node {9}\S+/);
  expect([err, code]).toEqual(['', 'code 1']);
});

it('trace ends with the reader of its lines', async () => {
  const flags = ['trace', '--interval', '50ms', 'http://127.0.0.1:9/'];
  expect(await pipedInto('head -n 2 >&2', ...flags)).toMatchObject({ out: '', code: 'code 0' });
});
