import { describe, expect, it } from 'vitest';
import { FRESH } from '../../../src/diagnosis/compare/view.ts';
import { aaaaBroken, serverError } from '../../../src/diagnosis/rules/errors.ts';
import type { ArmTally } from '../../../src/domain/evidence.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries, still } from '../evidences.ts';
import { apply, confidence, named } from '../findings.ts';

const byVip = (changes: Partial<ArmTally>) => FRESH.map((strategy) => arm(strategy, 100, changes));
const direct = (changes: Partial<ArmTally>) =>
  ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 50, changes)));
const outside = (changes: Partial<ArmTally>) => arm('pair', 100, { scope: 'outside', ...changes });

describe('aaaa-broken', () => {
  it('is certain when AAAA times out however it is sent', () => {
    const lost = { aaaa: queries(100, { timedOut: 100 }) };
    const there = { aaaa: queries(50, { timedOut: 50 }) };
    expect(named(evidence([...byVip(lost), ...direct(there)]))).toEqual(['aaaa-broken']);
  });

  it('is certain when AAAA is answered with an error, and that is no server-error then', () => {
    const refused = { aaaa: queries(100, { rcodeErrors: 100 }) };
    const there = { aaaa: queries(50, { rcodeErrors: 50 }) };
    expect(named(evidence([...byVip(refused), ...direct(there)]))).toEqual(['aaaa-broken']);
  });

  it("is no more than possible where fivesec's own receive buffer overflows, or may: what comes second is lost more often", () => {
    const arms = byVip({ a: queries(100, { timedOut: 80 }), aaaa: queries(100, { timedOut: 99 }) });
    const ownUdp = read({ inDatagrams: 10, noPorts: 0, inErrors: 9, rcvbufErrors: 9 });
    expect(confidence(aaaaBroken, evidence(arms))).toBeGreaterThan(0.5);
    expect(confidence(aaaaBroken, evidence(arms, { node: still(60_000, { ownUdp }) }))).toBe(0.5);
    const hidden = still(60_000, { ownUdp: absent('no-permission', 'x') });
    expect(confidence(aaaaBroken, evidence(arms, { node: hidden }))).toBe(0.5);
  });

  it('is not found when AAAA is lost only where it is sent together with A', () => {
    expect(
      apply(aaaaBroken, evidence([arm('race', 100, { aaaa: queries(100, { timedOut: 50 }) })])),
    ).toBeUndefined();
  });
});

describe('server-error', () => {
  const failing = { a: queries(100, { rcodeErrors: 8 }), aaaa: queries(100, { rcodeErrors: 9 }) };

  it('is surer the more answers say so', () => {
    expect(named(evidence(byVip(failing)))).toEqual(['server-error']);
    expect(
      confidence(serverError, evidence([arm('pair', 100, { a: queries(100, { rcodeErrors: 1 }) })])),
    ).toBe(0.5);
  });

  it('names the pod when only one of them answers so', () => {
    const one = endpointArm(ENDPOINTS[1] ?? '', arm('endpoint', 50, { a: queries(50, { rcodeErrors: 20 }) }));
    expect(apply(serverError, evidence([one]))?.facts.join()).toContain(`only ${ENDPOINTS[1]}`);
  });

  it('is not found for names outside: those fail elsewhere', () => {
    expect(apply(serverError, evidence([outside(failing)]))).toBeUndefined();
  });
});
