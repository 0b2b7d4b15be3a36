import { describe, expect, it } from 'vitest';
import { FRESH } from '../../src/compare/sorted-evidence.ts';
import { dead, ENDPOINTS, endpointArm, evidence } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const tcpBlocked = ruleOf('tcp-blocked');

const udpByVip = FRESH.map((strategy) => dead(strategy, 20, 20));
const udpDirect = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 20)));
const tcpByVip = dead('tcp', 20, 20);
const tcpDirect = ENDPOINTS.map((address) =>
  endpointArm(address, dead('endpoint', 20, 20, { transport: 'tcp' })),
);

describe('tcp-blocked', () => {
  it('is certain when TCP fails on all ways and UDP does not', () => {
    expect(named(evidence([tcpByVip, ...tcpDirect]))).toEqual(['tcp-blocked']);
  });

  it('is only possible when most of UDP fails too', () => {
    const half = [
      ...FRESH.map((strategy) => dead(strategy, 20, 10)),
      ...ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 10))),
    ];
    expect(confidence(tcpBlocked, evidence([tcpByVip, ...tcpDirect, ...half]))).toBe(0.5);
  });

  it('is only possible when connections to one of several addresses were tried: that pod may be down', () => {
    const [first] = tcpDirect;
    const others = evidence().arms.filter(({ transport }) => transport === 'udp');
    const made = evidence([], { arms: [...others, ...(first ? [first] : [])] });
    expect(confidence(tcpBlocked, made)).toBe(0.5);
    expect(confidence(tcpBlocked, evidence([], { arms: [...others, ...tcpDirect] }))).toBe(0.95);
  });

  it('is not found when UDP fails as well, or when TCP fails to the VIP only', () => {
    expect(apply(tcpBlocked, evidence([tcpByVip, ...tcpDirect, ...udpByVip, ...udpDirect]))).toBeUndefined();
    expect(apply(tcpBlocked, evidence([tcpByVip]))).toBeUndefined();
  });
});
