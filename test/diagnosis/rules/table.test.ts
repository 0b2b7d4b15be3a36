import { describe, expect, it } from 'vitest';
import { chainTooLong, conntrackFull, snatPortRace } from '../../../src/diagnosis/rules/table.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { arm, counted, evidence, lossy, queries, still } from '../evidences.ts';
import { apply, confidence, named } from '../findings.ts';

const losing = { a: queries(100, { timedOut: 5 }) };
const apart = (['pair', 'race', 'separate', 'sequential', 'reopen'] as const).map((name) =>
  arm(name, 100, losing),
);
const full = { node: still(60_000, { conntrackEntries: read(262_100) }) };

describe('conntrack-full', () => {
  const turnedAway = lossy(25, { conntrack: counted({ drop: 40 }) });

  it('is certain when entries are at the limit and drop rises alone', () => {
    expect(named(evidence(apart, { ...turnedAway, ...full }))).toEqual(['conntrack-full']);
    expect(apply(conntrackFull, evidence(apart, { ...turnedAway, ...full }))?.facts[0]).toContain(
      '262100 of 262144',
    );
  });

  it('is only possible when the limit is far or can not be read', () => {
    expect(confidence(conntrackFull, evidence(apart, turnedAway))).toBe(0.5);
    const blind = { node: still(60_000, { conntrackLimit: absent('no-file', 'x') }) };
    expect(confidence(conntrackFull, evidence(apart, { ...turnedAway, ...blind }))).toBe(0.5);
  });

  it('is likely when entries are thrown out at the limit', () => {
    const pushed = lossy(25, { conntrack: counted({ earlyDrop: 400 }) });
    expect(confidence(conntrackFull, evidence(apart, { ...pushed, ...full }))).toBe(0.8);
    expect(apply(conntrackFull, evidence(apart, pushed))).toBeUndefined();
  });

  it('is not found for a full table that drops nothing', () => {
    expect(apply(conntrackFull, evidence(apart, { ...lossy(25), ...full }))).toBeUndefined();
  });

  it('is found where hash chains are too long for the table that is not full', () => {
    const chains = lossy(25, { conntrack: counted({ insertFailed: 25, chainTooLong: 25 }) });
    expect(confidence(chainTooLong, evidence(apart, chains))).toBe(0.7);
    expect(apply(chainTooLong, evidence(apart, lossy(25)))).toBeUndefined();
  });
});

describe('snat-port-race', () => {
  const counters = lossy(25, { conntrack: counted({ drop: 26, insertFailed: 26 }) });

  it('is certain when queries apart are lost and drop rises together with insert_failed', () => {
    expect(named(evidence(apart, counters))).toEqual(['snat-port-race']);
  });

  it('is less sure on kernels whose columns tell less', () => {
    const older = { conntrack: counted({ drop: 26, insertFailed: 26 }, 'searched') };
    const node = still(60_000, { conntrack: counted({}, 'searched') });
    expect(confidence(snatPortRace, evidence(apart, { ...lossy(25, older), node }))).toBe(0.6);
  });

  it('is not found when the counters rise no more than they always do', () => {
    const baseline = still(60_000, { conntrack: counted({ drop: 150, insertFailed: 150 }) });
    expect(apply(snatPortRace, evidence(apart, { ...counters, baseline }))).toBeUndefined();
  });

  it('gives way to the race of A and AAAA where that is all that the counters count', () => {
    const raced = [
      arm('race', 100, { aaaa: queries(100, { timedOut: 30 }) }),
      arm('separate', 100, { a: queries(100, { timedOut: 2 }) }),
    ];
    const both = lossy(32, { conntrack: counted({ drop: 30, insertFailed: 30 }) });
    expect(confidence(snatPortRace, evidence(raced, both))).toBe(0.3);
    expect(named(evidence(raced, both))).toEqual(['conntrack-race']);
  });
});
