import { describe, expect, it } from 'vitest';
import { FRESH } from '../../../src/diagnosis/compare/sorted-evidence.ts';
import type { ArmTally } from '../../../src/domain/evidence.ts';
import { absent } from '../../../src/domain/reading.ts';
import { arm, counted, ENDPOINTS, endpointArm, evidence, lossy, queries, still } from '../evidences.ts';
import { apply, confidence, named, ruleOf } from '../findings.ts';

const packetLoss = ruleOf('packet-loss');

const tenth = (of: number) => queries(of, { timedOut: of / 10 });
const byVip = FRESH.map((strategy) => arm(strategy, 100, { a: tenth(100), aaaa: tenth(100) }));
const direct = ENDPOINTS.map((address) =>
  endpointArm(address, arm('endpoint', 50, { a: tenth(50), aaaa: tenth(50) })),
);
const all = [...byVip, ...direct];

describe('packet-loss', () => {
  it('is found when every way loses alike and no counter moves', () => {
    expect(confidence(packetLoss, evidence(all, lossy(140)))).toBe(0.9);
    expect(named(evidence(all, lossy(140)))).toEqual(['packet-loss']);
  });

  it('is possible, and no more, when a counter that might own up to it can not be read', () => {
    for (const reading of ['conntrack', 'softnet', 'ownUdp'] as const) {
      const blind = evidence(all, lossy(140, { [reading]: absent('no-file', `no ${reading} here`) }));
      expect(apply(packetLoss, blind)).toMatchObject({ confidence: 0.3 });
      expect(apply(packetLoss, blind)?.facts.join()).toContain(`no ${reading} here`);
      expect(named(blind)).toEqual(['not-enough-evidence']);
    }
  });

  it('gives way to a counter that owns up to it', () => {
    const counters = lossy(140, { conntrack: counted({ drop: 140, insertFailed: 140 }) });
    expect(confidence(packetLoss, evidence(all, counters))).toBe(0.3);
  });

  it('is likely beside a counter that moves for other reasons', () => {
    const rise = lossy(140, { conntrack: counted({ drop: 10, insertFailed: 10 }) });
    const baseline = still(60_000, { conntrack: counted({ drop: 60, insertFailed: 60 }) });
    expect(confidence(packetLoss, evidence(all, { ...rise, baseline }))).toBe(0.8);
  });

  it('is not found when the pods lose nothing directly: the way by the VIP is to blame', () => {
    expect(confidence(packetLoss, evidence(byVip, lossy(120)))).toBe(0);
  });

  it('is only possible when one pod alone, or AAAA alone, was lost so far', () => {
    const few = (['separate', 'reopen'] as const).map((name) =>
      arm(name, 100, { a: queries(100, { timedOut: 4 }), aaaa: queries(100, { timedOut: 3 }) }),
    );
    const onePod = (lost: Partial<ArmTally>) => endpointArm(ENDPOINTS[0] ?? '', arm('endpoint', 50, lost));
    const both = { a: queries(50, { timedOut: 2 }), aaaa: queries(50, { timedOut: 1 }) };
    expect(confidence(packetLoss, evidence([...few, onePod(both)], lossy(17)))).toBe(0.5);
    const sided = [arm('separate', 100, { a: queries(100, { timedOut: 3 }) }), ...direct.map(onlyA)];
    expect(confidence(packetLoss, evidence(sided, lossy(13)))).toBe(0.5);
  });

  it('is not found for fewer losses than three', () => {
    expect(
      apply(packetLoss, evidence([arm('separate', 100, { a: queries(100, { timedOut: 2 }) })])),
    ).toBeUndefined();
  });
});

function onlyA(made: ArmTally): ArmTally {
  const a = queries(50, { timedOut: 2 });
  return { ...made, a, aaaa: queries(50), oneFailed: 2 };
}
