import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { arm, counted, dead, endpointArm, evidence, lossy, queries, VIP } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const further = ruleOf('nameserver-down', 'further-nameserver-fails');
const first = ruleOf('nameserver-down', 'first-nameserver-fails');

const SECOND = '10.96.0.11';
const to = (address: string, made: ArmTally) => ({
  ...made,
  target: { kind: 'nameserver' as const, address },
});
const BY_VIP: readonly Strategy[] = ['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen', 'tcp'];
const firstDead = [...BY_VIP, 'sticky' as const].map((strategy) => dead(strategy, 20, 20));

describe('nameserver-down, of a further nameserver', () => {
  it('is found when the second is silent and the first answers', () => {
    const silent = evidence([to(SECOND, dead('nameserver', 20, 20))]);
    expect(named(silent)).toEqual(['nameserver-down']);
    expect(apply(further, silent)?.facts[0]).toContain(`${SECOND}: 20 of 20`);
  });

  it('is found when the second refuses', () => {
    const all = queries(20, { networkErrors: 20, networkErrorCodes: { ECONNREFUSED: 20 } });
    const refusing = arm('nameserver', 20, { a: all, aaaa: all, oneFailed: 0, bothFailed: 20 });
    expect(named(evidence([to(SECOND, refusing), to('10.96.0.12', arm('nameserver', 20))]))).toEqual([
      'nameserver-down',
    ]);
  });

  it('is possible beside losses elsewhere that no pattern joins with it', () => {
    const silent = ruleOf('nameserver-down', 'further-nameserver-answers-nothing');
    const gone = endpointArm('10.244.9.9', dead('endpoint', 50, 50));
    expect(confidence(silent, evidence([to(SECOND, dead('nameserver', 20, 20)), gone]))).toBe(0.5);
    expect(apply(silent, evidence([to(SECOND, arm('nameserver', 20)), gone]))).toBeUndefined();
    expect(apply(silent, evidence([...firstDead, to(SECOND, dead('nameserver', 20, 20))]))).toBeUndefined();
  });

  it('is only possible where the drops of a full conntrack table match the losses, and it answers a part', () => {
    const half = (lost: number) => to(SECOND, dead('nameserver', 60, lost));
    const full = (lost: number) => lossy(2 * lost, { conntrack: counted({ drop: 2 * lost }) });
    expect(confidence(further, evidence([half(40)], lossy(80)))).toBeGreaterThan(0.5);
    expect(confidence(further, evidence([half(40)], full(40)))).toBe(0.5);
    expect(confidence(further, evidence([half(60)], full(60)))).toBeGreaterThan(0.5);
  });

  it('is not found when all nameservers answer, and not sure when the second loses a few', () => {
    expect(apply(further, evidence([to(SECOND, arm('nameserver', 20))]))).toBeUndefined();
    expect(confidence(further, evidence([to(SECOND, dead('nameserver', 60, 12))]))).toBeLessThanOrEqual(0.5);
  });
});

describe('nameserver-down, of the first nameserver', () => {
  const without = (arms: readonly ArmTally[]) => {
    const made = evidence();
    return { ...made, arms, context: { ...made.context, endpoints: [] } };
  };

  it('is possible when nothing by the first is answered and the second answers', () => {
    const made = without([...firstDead, to(SECOND, arm('nameserver', 20))]);
    expect(confidence(first, made)).toBe(0.5);
    expect(apply(first, made)?.facts[0]).toContain(VIP);
  });

  it('is never sure without a known DNS pod, since a VIP that leads nowhere looks the same', () => {
    const made = without([...firstDead, to(SECOND, arm('nameserver', 20))]);
    expect(named(made)).toEqual([]);
    expect(diagnose(made).map(({ cause }) => cause)).toEqual(['vip-unreachable', 'nameserver-down']);
  });

  it('is not found when the second fails too, nor where DNS pods can be asked', () => {
    expect(apply(first, without([...firstDead, to(SECOND, dead('nameserver', 20, 20))]))).toBeUndefined();
    expect(apply(first, evidence([...firstDead, to(SECOND, arm('nameserver', 20))]))).toBeUndefined();
  });
});
