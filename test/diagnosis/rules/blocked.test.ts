import { describe, expect, it } from 'vitest';
import { FRESH } from '../../../src/diagnosis/compare/view.ts';
import { tcpBlocked, udpBlocked } from '../../../src/diagnosis/rules/blocked.ts';
import { dead, ENDPOINTS, endpointArm, evidence } from '../evidences.ts';
import { apply, confidence, named } from '../findings.ts';

const udpByVip = FRESH.map((strategy) => dead(strategy, 20, 20));
const udpDirect = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 20)));
const tcpByVip = dead('tcp', 20, 20);
const tcpDirect = ENDPOINTS.map((address) =>
  endpointArm(address, dead('endpoint', 20, 20, { transport: 'tcp' })),
);

describe('udp-blocked', () => {
  it('is certain when UDP fails on all ways and TCP does not', () => {
    expect(named(evidence([...udpByVip, ...udpDirect]))).toEqual(['udp-blocked']);
  });

  it('is less sure without endpoints, and not found when UDP reaches them', () => {
    const alone = evidence().arms.filter(({ target }) => target.kind === 'vip');
    const blocked = evidence([], {
      arms: [...udpByVip, ...alone.filter(({ transport }) => transport === 'tcp')],
    });
    expect(confidence(udpBlocked, blocked)).toBe(0.6);
    expect(apply(udpBlocked, evidence(udpByVip))).toBeUndefined();
  });
});

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

  it('is not found when UDP fails as well, or when TCP fails to the VIP only', () => {
    expect(apply(tcpBlocked, evidence([tcpByVip, ...tcpDirect, ...udpByVip, ...udpDirect]))).toBeUndefined();
    expect(apply(tcpBlocked, evidence([tcpByVip]))).toBeUndefined();
  });
});
