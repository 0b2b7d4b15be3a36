import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { read } from '../../src/domain/reading.ts';
import { FRESH } from '../../src/domain/strategy.ts';
import { VIP_LEADS_ASTRAY } from '../../src/patterns/servers.ts';
import {
  arm,
  armsOf,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  queries,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const udpBlocked = ruleOf('udp-blocked', 'all-udp-fails');
const byVipAlone = ruleOf('udp-blocked', 'all-udp-by-the-vip-fails');

const inPart = ruleOf('udp-blocked', 'udp-by-the-vip-fails-in-part');

const udpByVip = [...FRESH, 'sticky' as const].map((strategy) => dead(strategy, 20, 20));
const udpDirect = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 20)));

describe('udp-blocked', () => {
  it('is certain when UDP fails on all ways and TCP does not', () => {
    expect(named(evidence([...udpByVip, ...udpDirect]))).toEqual(['udp-blocked']);
  });

  it('is only possible where the kernel drops answers with a wrong checksum: they have passed each firewall', () => {
    const wrong = { inDatagrams: 99, noPorts: 0, inErrors: 400, rcvbufErrors: 0, csumErrors: 400 };
    const arms = [...udpByVip, ...udpDirect];
    const checksums = evidence(arms, lossy(400, { ownUdp: read(wrong) }));
    expect(confidence(udpBlocked, checksums)).toBe(0.5);
    expect(named(checksums)).toEqual(['checksum-errors']);
    expect(confidence(udpBlocked, evidence(arms, lossy(4000, { ownUdp: read(wrong) })))).toBe(0.95);
  });

  it('is less sure where the pods answer from another port, even to `race`, and says so', () => {
    const silent = queries(20, { timedOut: 20, wrongSource: 20, wrongSourceFromEndpoint: 20 });
    const raced = arm('race', 20, { a: silent, aaaa: silent, bothFailed: 20 });
    const others = udpByVip.filter(({ strategy }) => strategy !== 'race');
    const answered = evidence([...others, raced, ...udpDirect]);
    expect(named(answered)).toEqual(['udp-blocked']);
    expect(confidence(udpBlocked, answered)).toBe(0.6);
    expect(apply(udpBlocked, answered)?.facts.join()).toContain(
      '40 answers over UDP came from another address or port than the one asked',
    );
    const changes = (made: ReturnType<typeof evidence>) =>
      diagnose(made)[0]?.remedies.map(({ change }) => change) ?? [];
    expect(changes(answered)[0]).toMatch(/^Find what changes the source of the answers/);
    expect(changes(answered).join()).not.toContain('network policies');
    expect(changes(evidence([...udpByVip, ...udpDirect]))[0]).toMatch(/^Allow UDP port 53/);
  });

  it('is less sure without endpoints', () => {
    const alone = evidence().arms.filter(({ target }) => target.kind === 'vip');
    const blocked = evidence([], {
      arms: [...udpByVip, ...alone.filter(({ transport }) => transport === 'tcp')],
    });
    expect(confidence(udpBlocked, blocked)).toBe(0.6);
  });

  it('is possible where a share of the flows over UDP is lost and TCP never fails, and `vip-leads-astray` is unlikely then', () => {
    const third = evidence(armsOf(VIP_LEADS_ASTRAY, [0.33, 0]));
    expect(confidence(inPart, third)).toBe(0.5);
    expect(confidence(ruleOf('vip-leads-astray', 'flows-by-the-vip-vanish'), third)).toBe(0.3);
    expect(apply(inPart, evidence(armsOf(VIP_LEADS_ASTRAY, [0.33, 1])))).toBeUndefined();
    expect(apply(inPart, evidence())).toBeUndefined();
  });

  it('is certain beside a listed pod that is gone and takes no connection either', () => {
    const [gone = ''] = ENDPOINTS;
    const overTcp = endpointArm(gone, { ...dead('endpoint', 20, 20), transport: 'tcp' });
    const blocked = evidence([...udpByVip, ...udpDirect, overTcp]);
    expect(confidence(udpBlocked, blocked)).toBe(0.95);
    expect(named(blocked)[0]).toBe('udp-blocked');
  });

  it('is probable via the VIP alone, when a second fault loses every AAAA straight to the pods', () => {
    const half = ENDPOINTS.map((address) =>
      endpointArm(address, arm('endpoint', 20, { aaaa: queries(20, { timedOut: 20 }) })),
    );
    expect(confidence(byVipAlone, evidence([...udpByVip, ...half]))).toBe(0.6);
    expect(apply(byVipAlone, evidence([...udpByVip, ...udpDirect]))).toBeUndefined();
  });

  it('is likely via the VIP alone, when UDP reaches the pods', () => {
    expect(apply(udpBlocked, evidence(udpByVip))).toBeUndefined();
    expect(confidence(byVipAlone, evidence(udpByVip))).toBe(0.8);
    expect(named(evidence(udpByVip))).toEqual(['udp-blocked']);
  });
});

describe('udp-blocked by the VIP alone', () => {
  it('says that UDP may be lost after it was rewritten, and how to show it', () => {
    const found = diagnose(evidence(udpByVip)).find(({ cause }) => cause === 'udp-blocked');
    expect(found?.facts.at(-1)).toContain('an offload may break its checksum');
    expect(found?.remedies[1]?.change).toContain('tx-checksum-ip-generic off');
  });
});
