/** The flows of a real conntrack table: the test adds entries in its own network namespace. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { Flow } from '../../src/domain/flow.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { conntrackStream, type StreamTool } from '../../src/kernel/conntrack-tool.ts';
import { readPieces } from '../../src/kernel/files.ts';
import { readFlows } from '../../src/kernel/flows/read-flows.ts';
import { tablePieces } from '../../src/kernel/flows/table-pieces.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { EXECUTABLE, executableMissing } from '../support/machine/executable.ts';
import { needs, requirement } from '../support/machine/requirement.ts';
import { finish } from './ground/command.ts';
import { missingPrograms } from './needs.ts';

const entry = (client: string, vip: string, pod: string, ...more: string[]) =>
  [
    ...['conntrack', '-I', '-p', 'udp', '-t', '60', '-s', client, '-d', vip, '-r', pod, '-q', client],
    ...['--sport', '40001', '--dport', '53', '--reply-port-src', '53', '--reply-port-dst', '40001', ...more],
    ...['>/dev/null', '2>&1'],
  ].join(' ');
const SCRIPT = [
  entry('10.244.0.5', '10.96.0.10', '10.244.1.7'),
  entry('10.244.0.6', '10.96.0.10', '10.244.1.8', '-u', 'SEEN_REPLY'),
  entry('10.244.0.7', '10.96.0.99', '10.244.1.9'),
  entry('fd00::5', 'fd00:96::a', 'fd00:244::7'),
  'echo ready',
  'exec cat',
].join('\n');

const WITHOUT_CAPABILITIES = [
  'setpriv',
  '--bounding-set',
  '-all',
  '--inh-caps',
  '-all',
  '--no-new-privs',
] as const;
/** Without `hostProc.flows`. */
const AS_THE_AGENT = ['setpriv', '--reuid', '65532', '--regid', '65532', '--clear-groups'] as const;

const FILTER = { addresses: ['10.96.0.10', 'fd00:96::a'], ports: [53] };
/** Client, DNS pod, and whether it replied. */
const EXPECTED = [
  ['10.244.0.5', '10.244.1.7', false],
  ['10.244.0.6', '10.244.1.8', true],
  ['fd00::5', 'fd00:244::7', false],
];

async function flowsIn(pieces: AsyncIterable<Reading<string>>) {
  const flows: Flow[] = [];
  const reading = readFlows(pieces, FILTER, { clock: systemClock, maxEntries: 1000 });
  let next = await reading.next();
  for (; !next.done; next = await reading.next()) flows.push(next.value);
  const seen = flows.map(({ client, backend, replied }) => [client.address, backend.address, replied]);
  return {
    scan: next.value,
    seen: seen.toSorted(([one], [other]) => String(one).localeCompare(String(other))),
  };
}

/** A network namespace with these entries, for as long as `use` takes. `net`: its directory of procfs. */
async function withEntries(
  ctx: TestContext,
  use: (namespace: { readonly pid: string; readonly net: string }) => Promise<void>,
): Promise<void> {
  const missing = missingPrograms(['unshare', 'nsenter', 'conntrack']);
  requirement(ctx, process.getuid?.() === 0 && missing === undefined, missing ?? 'the lab needs root');
  // The process and its namespace exist until its input ends.
  const holder = spawn('unshare', ['--net', 'sh', '-c', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(holder.stdout, 'data');
    await use({ pid: String(holder.pid), net: `/proc/${holder.pid}/net` });
  } finally {
    holder.stdin.end();
    await once(holder, 'exit');
  }
}

describe("the kernel's own table", () => {
  it('shows the flows to DNS, with the pod that was chosen and whether it replied, in procfs and by conntrack(8)', (ctx) =>
    withEntries(ctx, async ({ pid, net }) => {
      const byFile = await flowsIn(readPieces(`${net}/nf_conntrack`));
      expect(byFile.seen).toEqual(EXPECTED);
      expect(byFile.scan).toMatchObject({ kind: 'read', source: 'procfs' });
      // conntrack(8) in that namespace, as on a kernel without the file: another directory has the namespace's `dev` and no table.
      const directory = mkdtempSync(join(tmpdir(), 'fivesec-'));
      const enter = ['--net', '--target', pid, 'conntrack'];
      const tool: StreamTool = (args) => conntrackStream('nsenter', systemClock)([...enter, ...args]);
      try {
        symlinkSync(`${net}/dev`, join(directory, 'dev'));
        const byTool = await flowsIn(
          tablePieces({ procNet: directory, ownProcNet: net, piecesOf: readPieces, tool }, FILTER),
        );
        expect(byTool.seen).toEqual(EXPECTED);
        expect(byTool.scan).toMatchObject({ kind: 'read', source: 'conntrack-tool' });
      } finally {
        rmSync(directory, { recursive: true });
      }
    }));

  it('can be read by user 0 without a capability, as in the chart, and by no other user', (ctx) => {
    needs(ctx, executableMissing());
    return withEntries(ctx, async ({ net }) => {
      const rights = await finish([...WITHOUT_CAPABILITIES, 'grep', 'CapEff', '/proc/self/status']);
      expect(rights.stdout).toMatch(/^CapEff:\t0+\n$/);
      const flags = ['flows', '--json', '--proc-net', net, '--nameserver', '10.96.0.10'];
      const read = await finish([...WITHOUT_CAPABILITIES, process.execPath, EXECUTABLE, ...flags]);
      expect([read.code, read.stderr]).toEqual([0, '']);
      const { rows } = JSON.parse(read.stdout) as { rows: readonly { client: string }[] };
      expect(rows.map(({ client }) => client)).toEqual(['10.244.0.5', '10.244.0.6']);
      const other = await finish([...AS_THE_AGENT, 'cat', `${net}/nf_conntrack`]);
      expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('Permission denied')]);
    });
  });
});
