import { describe, expect, it } from 'vitest';
import { arm, dead, ENDPOINTS, endpointArm, evidence, queries } from '../diagnosis/evidences.ts';
import { apply, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('something-else');
/** What the evidence of a healthy path has via the VIP, with a fresh socket. */
const FRESH = ['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen'] as const;

const lose = (lost: number) => ({ a: queries(100, { timedOut: lost }) });
const loseEither = (lost: number) => ({ ...lose(lost), aaaa: queries(100, { timedOut: lost }) });

/** Two sockets lose half of their pairs if they send at once, and one socket or one query at a time nothing: no mechanism does that. */
const strange = evidence([arm('separate', 100, lose(50))]);
const alike = [
  ...FRESH.map((strategy) => arm(strategy, 100, loseEither(10))),
  ...ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 100, loseEither(10)))),
];

describe('something-else', () => {
  it('is found where no known cause makes the pattern, and says which ways to ask lose', () => {
    const found = apply(rule, strange);
    expect(found?.confidence).toBe(0.8);
    expect(found?.facts[0]).toMatch(/^pairs lost: separate 50 of 100; none lost: .*reopen/);
    expect(found?.facts.join()).toContain('that pattern does not explain: ');
    expect(named(strange)).toContain('something-else');
  });

  it('is less sure where a mechanism fits that no cause claims: only queries via the VIP are lost', () => {
    const byVip = FRESH.map((strategy) => arm(strategy, 100, loseEither(10)));
    const found = apply(rule, evidence([...byVip, arm('sticky', 100, loseEither(10))]));
    expect(found?.confidence).toBe(0.6);
    expect(found?.facts[1]).toMatch(/^closest known pattern: single queries via the VIP are lost/);
  });

  it('is found beside a pod that is gone and takes none of the flows via the VIP', () => {
    const byVip = FRESH.map((strategy) => arm(strategy, 100, loseEither(10)));
    const gone = endpointArm('10.244.9.9', dead('endpoint', 50, 50));
    const found = apply(rule, evidence([...byVip, arm('sticky', 100, loseEither(10)), gone]));
    expect(found?.confidence).toBe(0.6);
  });

  it('is quiet where a known mechanism explains everything', () => {
    expect(apply(rule, evidence([...alike, arm('sticky', 100, loseEither(10))]))).toBeUndefined();
  });

  it('needs five lost pairs: fewer are no pattern', () => {
    expect(apply(rule, evidence([arm('sequential', 100, lose(4))]))).toBeUndefined();
    expect(apply(rule, evidence())).toBeUndefined();
  });
});
