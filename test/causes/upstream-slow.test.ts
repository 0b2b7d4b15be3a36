import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import { FRESH } from '../../src/domain/strategy.ts';
import { arm, dead, evidence, queries } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const upstreamSlow = ruleOf('upstream-slow');

const byVip = (changes: Partial<ArmTally>) => FRESH.map((strategy) => arm(strategy, 100, changes));
const outside = (changes: Partial<ArmTally>) => arm('pair', 100, { scope: 'outside', ...changes });

describe('upstream-slow', () => {
  const bad = {
    a: queries(100, { slow: 30, rcodeErrors: 20 }),
    aaaa: queries(100, { slow: 30, rcodeErrors: 20 }),
  };

  it('is found when names outside suffer and names of the cluster do not', () => {
    expect(named(evidence([outside(bad)]))).toEqual(['upstream-slow']);
  });

  it('is not found when both suffer, nor when nothing does', () => {
    const both = evidence([outside(bad), ...byVip(bad)]);
    expect(confidence(upstreamSlow, both)).toBe(0);
    expect(apply(upstreamSlow, evidence([outside({})]))).toBeUndefined();
  });

  it('is found in lookups, where no pairs ask for names outside', () => {
    const { lookups } = evidence();
    const stalling = { ...lookups, queries: { ...lookups.queries, outside: queries(60, { timedOut: 30 }) } };
    expect(confidence(upstreamSlow, evidence([], { lookups: stalling }))).toBe(0.95);
  });
});

describe('upstream-slow by random names', () => {
  const random = (changes: Partial<ArmTally>) => arm('uncached', 60, { scope: 'uncached', ...changes });
  const half = queries(60, { timedOut: 30 });
  const lost = { a: half, aaaa: half, oneFailed: 0, bothFailed: 30 };

  it('is found when they are slow or get no answer', () => {
    const slow = { a: queries(60, { slow: 30 }), aaaa: queries(60, { slow: 30 }) };
    expect(named(evidence([random(slow)]))).toEqual(['upstream-slow']);
    expect(named(evidence([random(lost)]))).toEqual(['upstream-slow']);
    // What people use is in the cache.
    expect(named(evidence([random(lost), outside({})]))).toEqual(['upstream-slow']);
  });

  it('is found when truncated answers are asked for again over TCP, and the server gives up after seconds', () => {
    const gaveUp = queries(60, { rcodeErrors: 40, slow: 40, rcodes: { SERVFAIL: 40 } });
    expect(named(evidence([random({ a: gaveUp, aaaa: gaveUp })]))).toEqual(['upstream-slow']);
  });

  it('is only possible when the first nameserver takes no connection over TCP: truncated answers end there', () => {
    const tcp = dead('tcp', 60, 60);
    expect(confidence(upstreamSlow, evidence([random(lost), tcp]))).toBeLessThanOrEqual(0.5);
    expect(apply(upstreamSlow, evidence([random(lost), tcp]))?.facts.join()).toContain(
      'TCP to the first nameserver fails',
    );
  });

  it('is not sure when every way to ask loses as much', () => {
    const lossyArms = FRESH.map((strategy) => arm(strategy, 60, lost));
    expect(confidence(upstreamSlow, evidence([random(lost), ...lossyArms]))).toBe(0);
  });
});

describe('answers that no application feels', () => {
  const uncached = (slow: number, rttMs: number) => {
    const tally = queries(22, { slow });
    return arm('uncached', 22, { scope: 'uncached', a: tally, aaaa: tally, rttsMs: [60, 150, rttMs] });
  };

  it('are no slow upstream server where few of them take a little more than 200 ms', () => {
    expect(diagnose(evidence([uncached(2, 266)]))).toEqual([]);
    expect(diagnose(evidence([uncached(2, 900)]))).not.toEqual([]);
  });

  it('are possibly one where most of them do', () => {
    const [first] = diagnose(evidence([uncached(20, 266)]));
    expect(first).toMatchObject({ cause: 'upstream-slow', confidence: 0.5 });
  });
});
