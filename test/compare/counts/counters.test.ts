import { describe, expect, it } from 'vitest';
import {
  backlogDrops,
  chainsTooLong,
  clashDrops,
  clashesRepaired,
  conntrackDrops,
  conntrackDropsOfAnyFlow,
  counterExcess,
  evictions,
  neighbourTableFull,
  ownBufferDrops,
  ownChecksumErrors,
  tableDrops,
} from '../../../src/compare/counts/counters.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { counted, dead, ENDPOINTS, endpointArm, evidence, lossy, still } from '../../diagnosis/evidences.ts';

describe('the rise of a counter with our losses', () => {
  it('is flat when it did not move, also without a background', () => {
    const made = { ...evidence([], lossy(5)), baseline: still(0, { conntrack: absent('no-file', 'x') }) };
    expect(counterExcess(made, clashDrops)).toEqual({ kind: 'unchanged' });
  });

  it('is unknown when it cannot be read, or not be weighed', () => {
    const gone = absent('no-permission', 'denied');
    expect(counterExcess(evidence([], lossy(5, { conntrack: gone })), clashDrops)).toEqual({
      kind: 'unknown',
      why: 'denied',
    });
    const moved = lossy(5, { conntrack: counted({ drop: 5, insertFailed: 5 }) });
    const unweighed = evidence([], { ...moved, baseline: still(0, { conntrack: gone }) });
    expect(counterExcess(unweighed, clashDrops).kind).toBe('unknown');
    expect(counterExcess(evidence(), clashDrops).kind).toBe('unknown');
  });

  it('is risen when it stands out, and explains our losses when it is as large', () => {
    const drops = counted({ drop: 20, insertFailed: 20 });
    expect(counterExcess(evidence([], lossy(20, { conntrack: drops })), clashDrops)).toEqual({
      kind: 'elevated',
      rise: 20,
      expected: 0,
      explains: true,
    });
    expect(counterExcess(evidence([], lossy(200, { conntrack: drops })), clashDrops)).toMatchObject({
      explains: false,
    });
  });

  it('need not explain what was sent straight to a DNS pod that is gone', () => {
    const [first = ''] = ENDPOINTS;
    const gone = (['udp', 'tcp'] as const).map((transport) =>
      endpointArm(first, dead('endpoint', 100, 100, { transport })),
    );
    const drops = lossy(450, { conntrack: counted({ drop: 50, insertFailed: 50 }) });
    const lost = dead('separate', 100, 25);
    expect(counterExcess(evidence([lost, ...gone], drops), clashDrops)).toMatchObject({ explains: true });
    expect(counterExcess(evidence([lost], drops), clashDrops)).toMatchObject({ explains: false });
    const all = ENDPOINTS.flatMap((address) => gone.map((arm) => endpointArm(address, arm)));
    expect(counterExcess(evidence([lost, ...all], drops), clashDrops)).toMatchObject({ explains: false });
  });

  it('is usual when it moves as much at other times, and is excluded only where it would have shown', () => {
    const background = still(60_000, { conntrack: counted({ drop: 60, insertFailed: 60 }) });
    const rise = { conntrack: counted({ drop: 10, insertFailed: 10 }) };
    const few = evidence([], { ...lossy(4, rise), baseline: background });
    expect(counterExcess(few, clashDrops)).toMatchObject({ kind: 'expected', expected: 10, excluded: false });
    const many = evidence([], { ...lossy(60, rise), baseline: background });
    expect(counterExcess(many, clashDrops)).toMatchObject({ kind: 'expected', excluded: true });
  });
});

describe('a counter', () => {
  const of = (counts: Parameters<typeof counted>[0], era?: Parameters<typeof counted>[1]) =>
    still(1000, { conntrack: counted(counts, era) });

  it('of clashes is drop together with insert_failed, and on older kernels drop alone', () => {
    expect(clashDrops(of({ drop: 7, insertFailed: 3 }))).toEqual(read(3));
    expect(clashDrops(of({ drop: 7, insertFailed: 9 }, 'clashres'))).toEqual(read(7));
    expect(clashDrops(of({ drop: 0, insertFailed: 9 }, 'searched'))).toEqual(read(0));
    expect(clashDrops(of({ drop: 4, insertFailed: 0 }, 'searched'))).toEqual(read(4));
  });

  it('of a full table is drop without insert_failed', () => {
    expect(tableDrops(of({ drop: 7, insertFailed: 3 }))).toEqual(read(4));
    expect(tableDrops(of({ drop: 0, insertFailed: 3 }))).toEqual(read(0));
  });

  it('is absent where the kernel has no such column', () => {
    expect(clashesRepaired(of({}, 'searched')).kind).toBe('absent');
    expect(clashesRepaired(of({ clashResolved: 4 }, 'clashres'))).toEqual(read(4));
    expect(chainsTooLong(of({}, 'clashres')).kind).toBe('absent');
    expect(evictions(of({ earlyDrop: 2 }))).toEqual(read(2));
  });

  it('of all drops takes the larger, not the sum, of those that count together', () => {
    expect(conntrackDrops(of({ drop: 7, insertFailed: 7, earlyDrop: 1 }))).toEqual(read(8));
    expect(conntrackDrops(of({ drop: 0, insertFailed: 7 }, 'searched'))).toEqual(read(0));
  });

  it('of drops of any flow leaves clashes out, where the kernel counts them apart', () => {
    expect(conntrackDropsOfAnyFlow(of({ drop: 7, insertFailed: 5, earlyDrop: 1 }, 'clashres'))).toEqual(
      read(3),
    );
    expect(conntrackDropsOfAnyFlow(of({ drop: 7, insertFailed: 5 }, 'searched'))).toEqual(read(7));
  });

  it("of the agent's own buffer adds both address families, and does without the second where there is no IPv6", () => {
    const drops = (rcvbufErrors: number) => read({ inDatagrams: 0, noPorts: 0, inErrors: 0, rcvbufErrors });
    expect(ownBufferDrops(still(1, { ownUdp: drops(2), ownUdp6: drops(3) }))).toEqual(read(5));
    expect(ownBufferDrops(still(1, { ownUdp: drops(2), ownUdp6: absent('no-file', 'x') }))).toEqual(read(2));
    expect(ownBufferDrops(still(1, { ownUdp: absent('no-file', 'x') })).kind).toBe('absent');
    for (const reason of ['no-permission', 'unparsable', 'not-configured'] as const) {
      const hidden = absent(reason, 'x');
      expect(ownBufferDrops(still(1, { ownUdp: drops(2), ownUdp6: hidden }))).toBe(hidden);
    }
  });

  it('of neighbours and checksums adds both address families, where the kernel counts them', () => {
    const noIpv6 = absent('no-file', 'x');
    const table = read({ resolutionFailures: 1, unresolvedDiscards: 2, tableFull: 3 });
    expect(neighbourTableFull(still(1, { arpCache: table, ndiscCache: table }))).toEqual(read(6));
    expect(neighbourTableFull(still(1, { arpCache: table, ndiscCache: noIpv6 }))).toEqual(read(3));
    expect(neighbourTableFull(still(1, { arpCache: noIpv6 }))).toBe(noIpv6);
    expect(neighbourTableFull(still(1, { arpCache: read({ resolutionFailures: 1 }) })).kind).toBe('absent');

    const udp = read({ inDatagrams: 0, noPorts: 0, inErrors: 6, rcvbufErrors: 0, csumErrors: 2 });
    expect(ownChecksumErrors(still(1, { ownUdp: udp, ownUdp6: udp }))).toEqual(read(4));
    const denied = absent('no-permission', 'x');
    expect(ownChecksumErrors(still(1, { ownUdp: udp, ownUdp6: denied }))).toBe(denied);
  });

  it('of the backlog is read as it is', () => {
    expect(backlogDrops(still(1, { softnet: read({ processed: 9, dropped: 4, squeezed: 1 }) }))).toEqual(
      read(4),
    );
  });
});
