import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { read } from '../../src/domain/reading.ts';
import { type ReadingPaths, readSnapshot } from '../../src/kernel/snapshot.ts';
import { PROC } from '../support/machine/node-readings.ts';
import { requirement } from '../support/machine/requirement.ts';

const ports: ReadingPaths = {
  procNet: `${PROC}/linux-6.18/net`,
  ownProcNet: `${PROC}/linux-4.19/net`,
  procSys: `${PROC}/sys`,
  cgroup: `${PROC}/cgroup-v2`,
  clock: { now: () => 5, wall: () => 1_700_000_000_000 },
};
const noTool = async () => {
  throw new Error('the tool must not be asked');
};

describe('a snapshot of the node', () => {
  it('reads the node, its limits and the agent, and keeps the node apart from the pod', async () => {
    const snapshot = await readSnapshot({ ...ports, conntrackTool: noTool });
    expect(snapshot).toMatchObject({
      takenAt: 1_700_000_000_000,
      takenAtMs: 5,
      conntrack: { kind: 'read', source: 'procfs' },
      conntrackEntries: read(262_144),
      conntrackLimit: read(262_144),
      kernel: read('6.18.44'),
      udp6: { kind: 'read' },
      ownUdp6: { kind: 'absent', reason: 'no-file' },
      ownThrottle: { kind: 'read', value: { throttledPeriods: 39 } },
    });
  });

  it('reads throttling from version 1 of cgroups where there is no version 2', async () => {
    const { ownThrottle } = await readSnapshot({ ...ports, cgroup: `${PROC}/cgroup-v1` });
    expect(ownThrottle).toMatchObject({ kind: 'read', value: { throttledMs: 2500 } });
  });

  it('has no node without --proc-net, and does not take the pod for it', async () => {
    const { procNet: _, ...own } = ports;
    const snapshot = await readSnapshot({ ...own, conntrackTool: noTool });
    for (const reading of [snapshot.conntrack, snapshot.udp, snapshot.softnet])
      expect(reading).toMatchObject({ kind: 'absent', reason: 'not-configured' });
    expect(snapshot.ownUdp.kind).toBe('read');
  });

  it('says why when the directory is missing, a file, or full of nonsense', async () => {
    const missing = await readSnapshot({ ...ports, procNet: `${PROC}/nowhere` });
    expect(missing.conntrack).toMatchObject({ kind: 'absent', reason: 'no-file' });
    const file = await readSnapshot({ ...ports, procNet: `${PROC}/cgroup-v2/cpu.stat` });
    expect(file.udp).toMatchObject({ kind: 'absent', reason: 'no-file' });
    const broken = await readSnapshot({ ...ports, procNet: `${PROC}/broken/net` });
    const { conntrack, udp, udp6, softnet, arpCache, ip, ip6, tcp } = broken;
    for (const reading of [conntrack, udp, udp6, softnet, arpCache, ip, ip6, tcp])
      expect(reading).toMatchObject({ kind: 'absent', reason: 'unparsable' });
  });

  it('does not run the tool when it would read another network namespace', async () => {
    const snapshot = await readSnapshot({ ...ports, procNet: `${PROC}/sys`, conntrackTool: noTool });
    expect(snapshot.conntrack).toMatchObject({ kind: 'absent', reason: 'no-file' });
  });

  it("asks the tool where procfs has no statistics and the namespace is the agent's own", async () => {
    const fake = async (args: readonly string[]) =>
      read(args[0] === '-C' ? '12\n' : 'cpu=0 insert_failed=1 drop=2 early_drop=3\n', 'conntrack-tool');
    const directory = `${PROC}/hostnet`;
    const snapshot = await readSnapshot({
      ...ports,
      procNet: directory,
      ownProcNet: directory,
      conntrackTool: fake,
    });
    expect(snapshot.conntrack).toMatchObject({ kind: 'read', source: 'conntrack-tool' });
    expect(snapshot.conntrackEntries).toEqual(read(12, 'conntrack-tool'));
  });

  it('reads this very machine', async (context) => {
    requirement(context, existsSync('/proc/1/net/softnet_stat'), 'there is no readable Linux procfs');
    const snapshot = await readSnapshot({
      ...ports,
      procNet: '/proc/1/net',
      ownProcNet: '/proc/net',
      procSys: '/proc/sys',
      cgroup: '/sys/fs/cgroup',
    });
    expect(snapshot.softnet.kind).toBe('read');
    expect(snapshot.ip.kind).toBe('read');
    expect(snapshot.kernel.kind).toBe('read');
    expect(snapshot.ownUdp.kind).toBe('read');
  });
});
