import { describe, expect, it } from 'vitest';
import { absent, read } from '../../src/domain/reading.ts';
import { LOSS_EVERYWHERE, NEW_FLOWS_LOST } from '../../src/patterns/everywhere.ts';
import {
  armsOf,
  counted,
  ENDPOINTS,
  evidence,
  fates,
  lossy,
  lostQueries,
  still,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const conntrackFull = ruleOf('conntrack-full', 'table-at-its-limit');
const dropsMatch = ruleOf('conntrack-full', 'drops-of-a-full-table-match-the-losses');
const chainTooLong = ruleOf('conntrack-full', 'hash-chains-too-long');

/** The table turns away one new flow of twenty, to whomever it goes. */
const apart = armsOf(NEW_FLOWS_LOST, [0.05, 0.15, 0.4]);
const LOST = lostQueries(apart);
const full = { node: still(60_000, { conntrackEntries: read(262_100) }) };

describe('conntrack-full', () => {
  const turnedAway = lossy(LOST, { conntrack: counted({ drop: LOST + 15 }) });

  it('is certain when entries are at the limit and drop rises alone', () => {
    expect(named(evidence(apart, { ...turnedAway, ...full }))).toEqual(['conntrack-full']);
    expect(apply(conntrackFull, evidence(apart, { ...turnedAway, ...full }))?.facts[0]).toContain(
      '262100 of 262144',
    );
  });

  it('is certain by the counter alone when it matches the losses, whatever pattern they have', () => {
    const bursts = armsOf(LOSS_EVERYWHERE, [0.3, 1, 0]);
    const lost = lostQueries(bursts);
    const counters = { ...lossy(lost, { conntrack: counted({ drop: lost }) }), ...full };
    expect(named(evidence(bursts, counters))).toEqual(['conntrack-full']);
    expect(confidence(dropsMatch, evidence(bursts, counters))).toBe(0.95);
    const few = { ...lossy(lost, { conntrack: counted({ drop: Math.round(lost / 10) }) }), ...full };
    expect(apply(dropsMatch, evidence(bursts, few))).toBeUndefined();
    expect(
      apply(dropsMatch, evidence(bursts, lossy(lost, { conntrack: counted({ drop: lost }) }))),
    ).toBeUndefined();
  });

  it('is only possible when the lost queries have entries in the table', () => {
    const made = { ...turnedAway, ...full };
    const none = fates({ lost: 12, noEntry: 12 });
    expect(confidence(conntrackFull, evidence(apart, { ...made, flows: none }))).toBe(0.95);
    const some = fates({ lost: 12, unreplied: { [ENDPOINTS[0] ?? '']: 12 } });
    expect(confidence(conntrackFull, evidence(apart, { ...made, flows: some }))).toBe(0.5);
  });

  it('is only possible when the limit is far or cannot be read', () => {
    expect(confidence(conntrackFull, evidence(apart, turnedAway))).toBe(0.5);
    const blind = { node: still(60_000, { conntrackLimit: absent('no-file', 'x') }) };
    expect(confidence(conntrackFull, evidence(apart, { ...turnedAway, ...blind }))).toBe(0.5);
  });

  it('is likely when entries are thrown out at the limit', () => {
    const pushed = lossy(LOST, { conntrack: counted({ earlyDrop: 400 }) });
    expect(confidence(conntrackFull, evidence(apart, { ...pushed, ...full }))).toBe(0.8);
    expect(apply(conntrackFull, evidence(apart, pushed))).toBeUndefined();
  });

  it('is not found for a full table that drops nothing', () => {
    expect(apply(conntrackFull, evidence(apart, { ...lossy(LOST), ...full }))).toBeUndefined();
  });

  it('is found where hash chains are too long for the table that is not full', () => {
    const chains = lossy(LOST, { conntrack: counted({ insertFailed: LOST, chainTooLong: LOST }) });
    expect(confidence(chainTooLong, evidence(apart, chains))).toBe(0.7);
    expect(apply(chainTooLong, evidence(apart, lossy(LOST)))).toBeUndefined();
  });
});
