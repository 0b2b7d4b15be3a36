import { describe, expect, it } from 'vitest';
import {
  everythingFails,
  nodeLocalDown,
  tcpBlocked,
  udpBlocked,
  vipUnreachable,
} from '../../../src/diagnosis/rules/blocked.ts';
import { FRESH } from '../../../src/diagnosis/sight.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, NODE_LOCAL, queries } from '../evidences.ts';
import { apply, confidence, named } from '../findings.ts';

const udpByVip = FRESH.map((strategy) => dead(strategy, 20, 20));
const udpDirect = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 20)));
const tcpByVip = dead('tcp', 20, 20);
const tcpDirect = ENDPOINTS.map((address) =>
  endpointArm(address, dead('endpoint', 20, 20, { transport: 'tcp' })),
);
const local = (made: ReturnType<typeof arm>) => ({
  ...made,
  target: { kind: 'node-local' as const, address: NODE_LOCAL },
});

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

describe('vip-unreachable', () => {
  it('is certain when everything by the VIP fails and a pod answers directly', () => {
    expect(named(evidence([...udpByVip, tcpByVip]))).toEqual(['vip-unreachable']);
  });

  it('is found when the VIP refuses by ICMP too', () => {
    const refused = {
      a: queries(20, { unreachable: 20 }),
      aaaa: queries(20, { unreachable: 20 }),
      bothFailed: 20,
      oneFailed: 0,
    };
    const arms = [...FRESH, 'tcp' as const].map((strategy) => arm(strategy, 20, refused));
    expect(confidence(vipUnreachable, evidence(arms))).toBe(0.95);
  });

  it('is not found when the pods fail too, or when the VIP loses only some', () => {
    expect(apply(vipUnreachable, evidence([...udpByVip, tcpByVip, ...udpDirect]))).toBeUndefined();
    expect(apply(vipUnreachable, evidence([dead('pair', 20, 10)]))).toBeUndefined();
  });

  it('gives way to the node-local cache, which takes the VIP over', () => {
    const both = evidence([...udpByVip, tcpByVip, local(dead('node-local', 20, 20))]);
    expect(named(both)).toEqual(['node-local-down']);
  });
});

describe('node-local-down', () => {
  it('is certain when the cache fails and the rest answers', () => {
    expect(named(evidence([local(dead('node-local', 20, 20))]))).toEqual(['node-local-down']);
  });

  it('is not found when the cache answers, or when everything fails', () => {
    expect(apply(nodeLocalDown, evidence([local(arm('node-local', 20))]))?.confidence ?? 0).toBe(0);
    const everything = evidence([...udpByVip, ...udpDirect, local(dead('node-local', 20, 20))]);
    expect(apply(nodeLocalDown, everything)).toBeUndefined();
  });
});

describe('when nobody answers at all', () => {
  it('dead pods are possible, and not believed', () => {
    const dark = evidence([...udpByVip, ...udpDirect, tcpByVip, ...tcpDirect]);
    expect(confidence(everythingFails, dark)).toBe(0.4);
    expect(named(dark)).toEqual(['not-enough-evidence']);
  });
});
