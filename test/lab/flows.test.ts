/** The flows of a real conntrack table: the test adds entries in its own network namespace. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../src/domain/flow.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { conntrackStream, type StreamTool } from '../../src/kernel/conntrack-tool.ts';
import { readPieces } from '../../src/kernel/files.ts';
import { readFlows } from '../../src/kernel/flows/read-flows.ts';
import { tablePieces } from '../../src/kernel/flows/table-pieces.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { requirement } from '../support/machine/requirement.ts';
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

describe("the kernel's own table", () => {
  it('shows the flows to DNS, with the pod that was chosen and whether it replied, in procfs and by conntrack(8)', async (ctx) => {
    const missing = missingPrograms(['unshare', 'nsenter', 'conntrack']);
    requirement(ctx, process.getuid?.() === 0 && missing === undefined, missing ?? 'the lab needs root');
    // The process and its namespace exist until its input ends.
    const directory = mkdtempSync(join(tmpdir(), 'fivesec-'));
    const holder = spawn('unshare', ['--net', 'sh', '-c', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      const path = `/proc/${holder.pid}/net/nf_conntrack`;
      const byFile = await flowsIn(readPieces(path));
      expect(byFile.seen).toEqual(EXPECTED);
      expect(byFile.scan).toMatchObject({ kind: 'read', source: 'procfs' });
      // conntrack(8) in that namespace, as on a kernel without the file: another directory has the namespace's `dev` and no table.
      const enter = ['--net', '--target', String(holder.pid), 'conntrack'];
      const tool: StreamTool = (args) => conntrackStream('nsenter', systemClock)([...enter, ...args]);
      symlinkSync(`/proc/${holder.pid}/net/dev`, join(directory, 'dev'));
      const places = { procNet: directory, ownProcNet: `/proc/${holder.pid}/net`, tool };
      const byTool = await flowsIn(tablePieces(places, FILTER));
      expect(byTool.seen).toEqual(EXPECTED);
      expect(byTool.scan).toMatchObject({ kind: 'read', source: 'conntrack-tool' });
    } finally {
      holder.stdin.end();
      await once(holder, 'exit');
      rmSync(directory, { recursive: true });
    }
  });
});
