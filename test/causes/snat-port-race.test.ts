import { describe, expect, it } from 'vitest';
import { NEW_FLOWS_BY_VIP_LOST, NEW_FLOWS_LOST } from '../../src/patterns/everywhere.ts';
import {
  arm,
  armsOf,
  counted,
  evidence,
  lossy,
  lostQueries,
  queries,
  still,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const snatPortRace = ruleOf('snat-port-race');

/** One new flow of twenty via the VIP gets the port of another one. */
const apart = armsOf(NEW_FLOWS_BY_VIP_LOST, [0.05, 0, 0]);
const LOST = lostQueries(apart);

describe('snat-port-race', () => {
  const counters = lossy(LOST, { conntrack: counted({ drop: LOST + 1, insertFailed: LOST + 1 }) });

  it('is certain when queries apart are lost and drop rises together with insert_failed', () => {
    expect(named(evidence(apart, counters))).toEqual(['snat-port-race']);
  });

  it('is found when no port is left, so that whole new flows are lost, to the pods as well', () => {
    const whole = armsOf(NEW_FLOWS_LOST, [0.9, 1, 0]);
    const lost = lostQueries(whole);
    const exhausted = lossy(lost, { conntrack: counted({ drop: lost, insertFailed: lost }) });
    expect(named(evidence(whole, exhausted))).toEqual(['snat-port-race']);
  });

  it('is less sure on kernels whose columns tell less', () => {
    const older = { conntrack: counted({ drop: LOST + 1, insertFailed: LOST + 1 }, 'searched') };
    const node = still(60_000, { conntrack: counted({}, 'searched') });
    expect(confidence(snatPortRace, evidence(apart, { ...lossy(LOST, older), node }))).toBe(0.6);
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
