import { describe, expect, it } from 'vitest';
import { FRESH } from '../../src/compare/sorted-evidence.ts';
import { dead, ENDPOINTS, endpointArm, evidence } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const udpBlocked = ruleOf('udp-blocked', 'all-udp-fails');
const byVipAlone = ruleOf('udp-blocked', 'all-udp-by-the-vip-fails');

const udpByVip = [...FRESH, 'sticky' as const].map((strategy) => dead(strategy, 20, 20));
const udpDirect = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 20)));

describe('udp-blocked', () => {
  it('is certain when UDP fails on all ways and TCP does not', () => {
    expect(named(evidence([...udpByVip, ...udpDirect]))).toEqual(['udp-blocked']);
  });

  it('is less sure without endpoints', () => {
    const alone = evidence().arms.filter(({ target }) => target.kind === 'vip');
    const blocked = evidence([], {
      arms: [...udpByVip, ...alone.filter(({ transport }) => transport === 'tcp')],
    });
    expect(confidence(udpBlocked, blocked)).toBe(0.6);
  });

  it('is likely via the VIP alone, when UDP reaches the pods', () => {
    expect(apply(udpBlocked, evidence(udpByVip))).toBeUndefined();
    expect(confidence(byVipAlone, evidence(udpByVip))).toBe(0.8);
    expect(named(evidence(udpByVip))).toEqual(['udp-blocked']);
  });
});
