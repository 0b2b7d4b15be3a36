/** A text cut short at any byte is absent, or as good as whole, or of fewer CPUs, which no difference is taken of. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConntrackStats, NodeSnapshot } from '../../src/domain/node.ts';
import { read } from '../../src/domain/reading.ts';
import { parseThrottle } from '../../src/kernel/cgroup-cpu.ts';
import { parseConntrackStat } from '../../src/kernel/conntrack-stat.ts';
import { parseToolStats, readToolEntries } from '../../src/kernel/conntrack-tool-stats.ts';
import { delta } from '../../src/kernel/delta.ts';
import { parseNeighbourStat } from '../../src/kernel/neighbour-stat.ts';
import { readSnapshot } from '../../src/kernel/snapshot.ts';
import { parseSnmp6Ip, parseSnmpIp } from '../../src/kernel/snmp-ip.ts';
import { parseSnmpTcp } from '../../src/kernel/snmp-tcp.ts';
import { parseSnmp6Udp, parseSnmpUdp } from '../../src/kernel/snmp-udp.ts';
import { parseSoftnet } from '../../src/kernel/softnet.ts';
import { fixture, snapshot } from './fixtures.ts';

const KERNELS = ['linux-4.19', 'linux-5.10', 'linux-6.18'] as const;
const TOOL_ROW =
  'found=31 invalid=0 insert=0 insert_failed=72 drop=65 early_drop=18 error=0 search_restart=0 clash_resolve=51 chaintoolong=26 ';
const TOOL = ['cpu=0   \t', 'cpu=1   \t', 'cpu=12  \t'].map((cpu) => `${cpu}${TOOL_ROW}\n`).join('');

function cuts(text: string): string[] {
  return Array.from({ length: text.length }, (_, length) => text.slice(0, length));
}

/** `cpus` of what is left of the text; both ways a step from or to it is absent. */
function expectWholeOrFewerCpus<T>(
  text: string,
  parse: (text: string) => T | undefined,
  reading: (value: T) => Partial<NodeSnapshot>,
  absentIn: 'conntrack' | 'softnet' | 'arpCache',
): void {
  const whole = parse(text);
  if (whole === undefined) throw new Error('the whole text cannot be read');
  for (const cut of cuts(text)) {
    const found = parse(cut);
    if (found === undefined) continue;
    expect(cut.endsWith('\n'), JSON.stringify(cut.slice(-20))).toBe(true);
    const [all, fewer] = [reading(whole), reading(found)];
    expect(delta(snapshot(0, all), snapshot(1000, fewer))[absentIn].kind).toBe('absent');
    expect(delta(snapshot(0, fewer), snapshot(1000, all))[absentIn].kind).toBe('absent');
  }
}

const conntrack = (stats: ConntrackStats) => ({ conntrack: read(stats) });

describe('a text cut short', () => {
  it.each(KERNELS)('of the conntrack statistics of %s counts for nothing', (kernel) => {
    const text = fixture(`${kernel}/net/stat/nf_conntrack`);
    expectWholeOrFewerCpus(text, (part) => parseConntrackStat(part)?.stats, conntrack, 'conntrack');
  });

  it('of conntrack -S counts for nothing', () => {
    expectWholeOrFewerCpus(TOOL, parseToolStats, conntrack, 'conntrack');
  });

  it.each(['linux-4.19', 'linux-6.18'])('of the softnet statistics of %s counts for nothing', (kernel) => {
    const text = fixture(`${kernel}/net/softnet_stat`);
    expectWholeOrFewerCpus(text, parseSoftnet, (value) => ({ softnet: read(value) }), 'softnet');
  });

  it.each(KERNELS)('of the neighbour statistics of %s counts for nothing', (kernel) => {
    const text = fixture(`${kernel}/net/stat/arp_cache`);
    expectWholeOrFewerCpus(text, parseNeighbourStat, (value) => ({ arpCache: read(value) }), 'arpCache');
  });

  it.each([
    ['linux-4.19/net/snmp', parseSnmpUdp],
    ['linux-5.10/net/snmp', parseSnmpUdp],
    ['linux-6.18/net/snmp', parseSnmpUdp],
    ['linux-5.10/net/snmp6', parseSnmp6Udp],
    ['linux-6.18/net/snmp6', parseSnmp6Udp],
    ['linux-4.19/net/snmp', parseSnmpIp],
    ['linux-6.18/net/snmp', parseSnmpIp],
    ['linux-5.10/net/snmp6', parseSnmp6Ip],
    ['linux-6.18/net/snmp6', parseSnmp6Ip],
    ['linux-4.19/net/snmp', parseSnmpTcp],
    ['linux-6.18/net/snmp', parseSnmpTcp],
    ['cgroup-v1/cpu/cpu.stat', parseThrottle],
    ['cgroup-v2/cpu.stat', parseThrottle],
  ] as const)('of %s is read as the whole, or not at all', (path, parse) => {
    const whole = parse(fixture(path));
    expect(whole).toBeDefined();
    for (const cut of cuts(fixture(path))) expect([undefined, whole]).toContainEqual(parse(cut));
  });

  it('of conntrack -C is not read', async () => {
    for (const cut of cuts('26214\n'))
      expect((await readToolEntries(async () => read(cut, 'conntrack-tool'))).kind).toBe('absent');
  });
});

describe('a sysctl cut short', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'fivesec-'));
    mkdirSync(join(directory, 'net/netfilter'), { recursive: true });
    mkdirSync(join(directory, 'kernel'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is not read: the limit of 262144 entries would be 26', async () => {
    const [limit, release] = [fixture('sys/net/netfilter/nf_conntrack_max'), fixture('sys/kernel/osrelease')];
    for (let length = 0; length < Math.max(limit.length, release.length); length += 1) {
      writeFileSync(join(directory, 'net/netfilter/nf_conntrack_max'), limit.slice(0, length));
      writeFileSync(join(directory, 'kernel/osrelease'), release.slice(0, length));
      const taken = await readSnapshot({
        ownProcNet: directory,
        procSys: directory,
        cgroup: directory,
        clock: { now: () => 1, wall: () => 2 },
      });
      expect(taken.conntrackLimit.kind).toBe(length < limit.length ? 'absent' : 'read');
      expect(taken.kernel.kind).toBe(length < release.length ? 'absent' : 'read');
    }
  });
});
