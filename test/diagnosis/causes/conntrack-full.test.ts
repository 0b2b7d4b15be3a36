import { describe, expect, it } from 'vitest';
import { absent, read } from '../../../src/domain/reading.ts';
import { arm, counted, evidence, lossy, queries, still } from '../evidences.ts';
import { apply, confidence, named, ruleOf } from '../findings.ts';

const conntrackFull = ruleOf('conntrack-full', 'table-at-its-limit');
const chainTooLong = ruleOf('conntrack-full', 'hash-chains-too-long');

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
