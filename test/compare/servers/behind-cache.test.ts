import { describe, expect, it } from 'vitest';
import {
  asksThroughCache,
  cacheMissesSuffer,
  podIsGoneBehindCache,
} from '../../../src/compare/servers/behind-cache.ts';
import { sortEvidence } from '../../../src/compare/view/sorted-evidence.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { ArmTally, Target } from '../../../src/domain/evidence.ts';
import type { Strategy } from '../../../src/domain/strategy.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, queries } from '../../diagnosis/evidences.ts';

const [FIRST = '', SECOND = ''] = ENDPOINTS;
const CACHE: Target = { kind: 'node-local', address: '169.254.20.10' };
const STUB: Target = { kind: 'vip', address: '127.0.0.53' };
const WAYS: readonly Strategy[] = ['pair', 'race', 'separate', 'sequential', 'reopen', 'tcp'];
const pods = [endpointArm(FIRST, dead('endpoint', 50, 50)), endpointArm(SECOND, arm('endpoint', 50))];

/** Applications ask `target`; of 30 random names this many are slow, of each type. */
function behind(target: Target, slow: number, own: readonly ArmTally[] = pods) {
  const asked = WAYS.map((strategy) => arm(strategy, 100, { target }));
  const misses = { a: queries(30, { slow }), aaaa: queries(30, { slow }) };
  const uncached = arm('uncached', 30, { target, scope: 'uncached', ...misses });
  return { ...evidence(), arms: [...asked, uncached, ...own] };
}

describe('a DNS pod that is gone behind a cache', () => {
  it("is behind the node's cache, or behind a resolver of the pod itself, and not behind a VIP", () => {
    const of = (target: Target, own = pods) => podIsGoneBehindCache(sortEvidence(behind(target, 0, own)));
    expect([of(CACHE), of(STUB), of({ kind: 'vip', address: '10.96.0.10' })]).toEqual([true, true, false]);
    expect(of(CACHE, [endpointArm(FIRST, arm('endpoint', 50))])).toBe(false);
    expect(asksThroughCache(sortEvidence(behind(STUB, 0)))).toBe(true);
  });

  it('makes names wait that the cache does not hold', () => {
    expect(cacheMissesSuffer(sortEvidence(behind(CACHE, 15)))).toBe(true);
    expect(cacheMissesSuffer(sortEvidence(behind(CACHE, 0)))).toBe(false);
  });

  it('is not the reason where no name is answered that the cache does not hold: other pods answer', () => {
    const lost = { a: queries(30, { timedOut: 30 }), aaaa: queries(30, { timedOut: 30 }), bothFailed: 30 };
    const made = behind(CACHE, 0);
    const arms = made.arms.map((one) => (one.scope === 'uncached' ? { ...one, ...lost } : one));
    expect(cacheMissesSuffer(sortEvidence({ ...made, arms }))).toBe(false);
    expect(diagnose({ ...made, arms }).map(({ cause, confidence }) => [cause, confidence])).toEqual([
      ['upstream-slow', 0.5],
      ['endpoint-down', 0.5],
    ]);
  });

  it('does not make names wait that the cache holds: a cache that is slow with all of them is slow itself', () => {
    const made = behind(CACHE, 30);
    const arms = made.arms.map((one) =>
      one.target === CACHE
        ? {
            ...one,
            a: queries(one.pairs, { slow: one.pairs }),
            aaaa: queries(one.pairs, { slow: one.pairs }),
          }
        : one,
    );
    expect(cacheMissesSuffer(sortEvidence({ ...made, arms }))).toBe(false);
    expect(diagnose({ ...made, arms })[0]?.cause).toBe('server-slow');
  });

  it('is named then, and a slow upstream server is only possible', () => {
    const found = diagnose(behind(CACHE, 15));
    expect(found.map(({ cause, confidence }) => [cause, confidence])).toEqual([
      ['endpoint-down', 0.8],
      ['upstream-slow', 0.5],
    ]);
    expect(found[0]?.facts.join()).toContain('ask a cache first');
    expect(diagnose(behind(CACHE, 0))[0]).toMatchObject({ cause: 'endpoint-down', confidence: 0.5 });
  });

  it('makes the answers of a resolver in the pod slow, and the other DNS pods are quick', () => {
    const slow = { a: queries(100, { slow: 50 }), aaaa: queries(100, { slow: 50 }) };
    const made = behind(STUB, 15);
    const arms = made.arms.map((one) =>
      one.target === STUB && one.scope === 'cluster' ? { ...one, ...slow } : one,
    );
    const named = diagnose({ ...made, arms }).filter(({ confidence }) => confidence > 0.5);
    expect(named.map(({ cause }) => cause)).toEqual(['endpoint-down']);
  });
});
