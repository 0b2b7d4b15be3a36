/** The flows of a real conntrack table: entries are put into it in a network namespace of the test's own. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../src/domain/flow.ts';
import { readFlows } from '../../src/kernel/flows/read-flows.ts';
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

describe("the kernel's own table", () => {
  it('holds the flows to DNS, with the pod that was chosen and whether it replied', async (ctx) => {
    const missing = missingPrograms(['unshare', 'conntrack']);
    requirement(ctx, process.getuid?.() === 0 && missing === undefined, missing ?? 'the lab needs root');
    // It lives until its input ends, and its namespace with it.
    const holder = spawn('unshare', ['--net', 'sh', '-c', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      const path = `/proc/${holder.pid}/net/nf_conntrack`;
      const filter = { addresses: ['10.96.0.10', 'fd00:96::a'], ports: [53] };
      const flows: Flow[] = [];
      for await (const flow of readFlows(path, filter, { clock: systemClock, maxEntries: 1000 }))
        flows.push(flow);
      const seen = flows.map(({ client, backend, replied }) => [client.address, backend.address, replied]);
      expect(seen.toSorted(([one], [other]) => String(one).localeCompare(String(other)))).toEqual([
        ['10.244.0.5', '10.244.1.7', false],
        ['10.244.0.6', '10.244.1.8', true],
        ['fd00::5', 'fd00:244::7', false],
      ]);
      for (const { ttlSeconds = 0 } of flows) expect(ttlSeconds).toBeGreaterThan(30);
    } finally {
      holder.stdin.end();
      await once(holder, 'exit');
    }
  });
});
