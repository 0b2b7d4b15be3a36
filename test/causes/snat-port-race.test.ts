import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import {
  NEW_FLOWS_BY_VIP_LOST,
  NEW_FLOWS_LOST,
  WHOLE_UDP_FLOWS_LOST,
} from '../../src/patterns/everywhere.ts';
import {
  arm,
  armsOf,
  counted,
  evidence,
  lossy,
  lost,
  lostQueries,
  queries,
  still,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const snatPortRace = ruleOf('snat-port-race', 'apart-loses-with-insert-failed');
const noPortLeft = ruleOf('snat-port-race', 'whole-udp-flows-lost-with-insert-failed');

/** One new flow of twenty via the VIP gets the port of another one. */
const apart = armsOf(NEW_FLOWS_BY_VIP_LOST, [0.05, 0, 0]);
const LOST = lostQueries(apart);

describe('snat-port-race', () => {
  const counters = lossy(LOST, { conntrack: counted({ drop: LOST + 1, insertFailed: LOST + 1 }) });

  it('is certain when queries apart are lost and drop rises together with insert_failed', () => {
    expect(named(evidence(apart, counters))).toEqual(['snat-port-race']);
  });

  describe('when no port is left, so that whole new flows are lost', () => {
    const known = (arms: readonly ArmTally[], arePodsKnown: boolean) => ({
      ...evidence(),
      arms: arms.filter(({ target }) => arePodsKnown || target.kind === 'vip'),
    });
    const exhausted = (lost: number) =>
      lossy(lost, { conntrack: counted({ drop: lost, insertFailed: lost }) });

    it.each([
      [0.9, true],
      [0.9, false],
      [0.5, false],
      [0.99, false],
      [1, true],
      [1, false],
    ] as const)('is named for a share of %s of the flows (DNS pods known: %s)', (share, arePodsKnown) => {
      const { arms, ...others } = known(armsOf(WHOLE_UDP_FLOWS_LOST, [share]), arePodsKnown);
      const made = { ...others, arms, ...exhausted(lostQueries(arms)) };
      expect(named(made)).toEqual(['snat-port-race']);
    });

    it('is named when a port is free again for the query that leaves seconds later', () => {
      const arms = armsOf(WHOLE_UDP_FLOWS_LOST, [1]).map((made) =>
        ['sequential', 'reopen'].includes(made.strategy) ? lost(made, { onlyA: 10, both: 90 }) : made,
      );
      const made = { ...known(arms, false), ...exhausted(1400) };
      const [verdict] = diagnose(made);
      expect(verdict).toMatchObject({ cause: 'snat-port-race', confidence: 0.95 });
    });

    it('is named when the ports run out for moments, so that two flows that begin together are lost together', () => {
      const arms = armsOf(WHOLE_UDP_FLOWS_LOST, [0.57]).map((made) => {
        if (made.strategy === 'sticky') return arm('sticky', made.pairs);
        if (made.strategy === 'separate') return lost(made, { onlyA: 9, onlyAaaa: 9, both: 49 });
        if (made.strategy === 'reopen') return lost(made, { onlyA: 26, onlyAaaa: 8, both: 29 });
        return made.strategy === 'sequential' ? lost(made, { onlyA: 23, both: 33 }) : made;
      });
      const made = { ...known(arms, true), ...exhausted(lostQueries(arms)) };
      expect(diagnose(made)[0]).toMatchObject({ cause: 'snat-port-race', confidence: 0.95 });
    });

    it('is not found when TCP fails as well, or the counters do not explain the losses', () => {
      const { arms, ...others } = known(armsOf(NEW_FLOWS_LOST, [0.5, 1, 1]), false);
      expect(apply(noPortLeft, { ...others, arms, ...exhausted(lostQueries(arms)) })).toBeUndefined();
      const overUdp = known(armsOf(WHOLE_UDP_FLOWS_LOST, [1]), false);
      expect(named({ ...overUdp, ...lossy(lostQueries(overUdp.arms)) })).toEqual(['udp-blocked']);
    });
  });

  it('has a lower confidence on kernels with fewer columns', () => {
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
