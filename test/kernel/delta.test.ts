import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConntrackStats, NodeSnapshot } from '../../src/domain/node.ts';
import { absent, type Reading, read } from '../../src/domain/reading.ts';
import { delta } from '../../src/kernel/delta.ts';
import { snapshot } from './fixtures.ts';

const stats = (...cpus: [cpu: number, drop: number][]): Reading<ConntrackStats> =>
  read({
    era: 'chainlength',
    cpus: cpus.map(([cpu, drop]) => ({ cpu, counts: { insertFailed: 0, drop, earlyDrop: 0 } })),
  });

describe('the difference of two snapshots', () => {
  it('is taken for each CPU and summed', () => {
    const before = snapshot(0, { conntrack: stats([0, 5], [1, 0xfffffffe]) });
    const after = snapshot(2000, { conntrack: stats([0, 8], [1, 1]) });
    expect(delta(before, after)).toMatchObject({
      startedAt: before.takenAt,
      elapsedMs: 2000,
      conntrack: read({ era: 'chainlength', counts: { insertFailed: 0, drop: 6, earlyDrop: 0 } }),
    });
  });

  it('leaves out a counter that this kernel lacks', () => {
    const { conntrack } = delta(
      snapshot(0, { conntrack: stats([0, 1]) }),
      snapshot(1, { conntrack: stats([0, 1]) }),
    );
    expect(conntrack.kind === 'read' && 'clashResolved' in conntrack.value.counts).toBe(false);
  });

  it('says nothing when a CPU came or went: the sum over the others would pass for all of it', () => {
    const came = delta(
      snapshot(0, { conntrack: stats([0, 5]) }),
      snapshot(1000, { conntrack: stats([0, 6], [1, 900]) }),
    );
    const went = delta(
      snapshot(0, { conntrack: stats([0, 5], [1, 9]) }),
      snapshot(1000, { conntrack: stats([1, 9]) }),
    );
    const changed = delta(
      snapshot(0, { conntrack: stats([0, 5]) }),
      snapshot(1000, { conntrack: stats([1, 9]) }),
    );
    for (const { conntrack } of [came, went, changed])
      expect(conntrack).toMatchObject({ kind: 'absent', detail: expect.stringContaining('CPUs changed') });
  });

  it('is absent after a reset, and when the source or the columns changed', () => {
    const before = snapshot(0, { conntrack: stats([0, 500]) });
    const reset = delta(before, snapshot(1000, { conntrack: stats([0, 2]) }));
    expect(reset.conntrack).toMatchObject({ kind: 'absent', detail: expect.stringContaining('reset') });
    const tool = read({ era: 'chainlength', cpus: [] } satisfies ConntrackStats, 'conntrack-tool');
    expect(delta(before, snapshot(1000, { conntrack: tool })).conntrack.kind).toBe('absent');
    const older = read({ era: 'searched', cpus: [] } satisfies ConntrackStats);
    expect(delta(before, snapshot(1000, { conntrack: older })).conntrack.kind).toBe('absent');
  });

  it('is absent, with the reason, when one side is', () => {
    const gone = absent('no-permission', 'x: EACCES');
    const known = stats([0, 1]);
    expect(delta(snapshot(0, { conntrack: gone }), snapshot(1, { conntrack: known })).conntrack).toBe(gone);
    expect(delta(snapshot(0, { conntrack: known }), snapshot(1, { conntrack: gone })).conntrack).toBe(gone);
  });

  it('keeps the larger of the entries, and compares softnet by CPU', () => {
    const softnet = (cpu: number, dropped: number) =>
      read([{ cpu, counts: { processed: dropped * 2, dropped, squeezed: 0 } }]);
    const result = delta(
      snapshot(0, { conntrackEntries: read(10), softnet: softnet(2, 5) }),
      snapshot(1000, { conntrackEntries: read(7), softnet: softnet(2, 9) }),
    );
    expect(result.conntrackEntries).toEqual(read(10));
    expect(result.softnet).toEqual(read({ processed: 8, dropped: 4, squeezed: 0 }));
    const moved = delta(snapshot(0, { softnet: softnet(0, 5) }), snapshot(1, { softnet: softnet(1, 5) }));
    expect(moved.softnet.kind).toBe('absent');
  });

  it('is never negative, whatever the counters and the clock did', () => {
    const counts = fc.record({
      insertFailed: fc.nat(),
      drop: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      earlyDrop: fc.nat(),
      clashResolved: fc.nat(),
    });
    const cpus = fc.uniqueArray(fc.record({ cpu: fc.nat(4), counts }), { selector: ({ cpu }) => cpu });
    const udp = fc.record({
      inDatagrams: fc.nat(),
      noPorts: fc.nat(),
      inErrors: fc.nat(),
      rcvbufErrors: fc.nat(),
    });
    const era = fc.constantFrom('searched' as const, 'clashres' as const, 'chainlength' as const);
    const side: fc.Arbitrary<NodeSnapshot> = fc
      .record({ at: fc.nat(), era, cpus, udp, periods: fc.nat() })
      .map((drawn) =>
        snapshot(drawn.at, {
          conntrack: read({ era: drawn.era, cpus: drawn.cpus }),
          udp: read(drawn.udp),
          ownUdp: read(drawn.udp),
          ownThrottle: read({ periods: drawn.periods, throttledPeriods: 0, throttledMs: 0 }),
          softnet: read(
            drawn.cpus.map(({ cpu, counts: { drop } }) => ({
              cpu,
              counts: { processed: drop, dropped: drop, squeezed: 0 },
            })),
          ),
        }),
      );
    fc.assert(
      fc.property(side, side, (before, after) => {
        const { startedAt: _, ...rest } = delta(before, after);
        for (const number of numbersIn(rest)) expect(number).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
