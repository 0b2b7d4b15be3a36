import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { FRESH, type Strategy } from '../../src/domain/strategy.ts';
import {
  arm,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  fates,
  NODE_LOCAL,
  queries,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const vipUnreachable = ruleOf('vip-unreachable', 'vip-fails-pods-answer');
const vipRefuses = ruleOf('vip-unreachable', 'vip-refuses-and-no-pod-answers');

const udpByVip = [...FRESH, 'sticky' as const].map((strategy) => dead(strategy, 20, 20));
const udpDirect = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 20)));
const tcpByVip = dead('tcp', 20, 20);
const tcpDirect = ENDPOINTS.map((address) =>
  endpointArm(address, dead('endpoint', 20, 20, { transport: 'tcp' })),
);
const local = (made: ReturnType<typeof arm>) => ({
  ...made,
  target: { kind: 'node-local' as const, address: NODE_LOCAL },
});
/** All of 20 pairs fail; so many queries of each type are told so. */
function refused(strategy: Strategy, told = 20) {
  const failed = queries(20, { networkErrors: told, timedOut: 20 - told });
  return arm(strategy, 20, { a: failed, aaaa: failed, oneFailed: 0, bothFailed: 20 });
}
const BY_UDP = [...FRESH, 'sticky' as const];
const udpRefused = BY_UDP.map((strategy) => refused(strategy));

describe('vip-unreachable', () => {
  it('is certain when everything via the VIP fails and a pod answers directly', () => {
    expect(named(evidence([...udpByVip, tcpByVip]))).toEqual(['vip-unreachable']);
  });

  it("is not said of an address that is the node's own cache", () => {
    const toCache = [...udpByVip, tcpByVip].map(local);
    const verdicts = diagnose(evidence([], { arms: toCache }));
    expect(verdicts.map(({ cause }) => cause)).toEqual(['node-local-down']);
  });

  it('is found when the VIP refuses by ICMP too', () => {
    expect(confidence(vipUnreachable, evidence([...udpRefused, refused('tcp')]))).toBe(0.95);
    expect(apply(vipRefuses, evidence([...udpRefused, refused('tcp')]))).toBeUndefined();
  });

  it('is not found when the pods fail too, or when the VIP loses only some', () => {
    expect(apply(vipUnreachable, evidence([...udpByVip, tcpByVip, ...udpDirect]))).toBeUndefined();
    expect(apply(vipUnreachable, evidence([dead('pair', 20, 10)]))).toBeUndefined();
  });

  it('is only possible where no DNS pod is known and an IPv6 address is not rewritten: it may be a cache', () => {
    const silent = (address: string) => {
      const target = { kind: 'vip' as const, address };
      const arms = [...udpByVip, tcpByVip].map((made) => ({ ...made, target }));
      const made = evidence([], {
        arms,
        flows: fates({ chosen: { [address]: { queries: 300, lost: 300 } } }),
      });
      return { ...made, context: { ...made.context, nameserver: address, endpoints: [] } };
    };
    const rule = ruleOf('vip-unreachable', 'nothing-by-the-vip-and-no-pod-known');
    expect(confidence(rule, silent('10.96.0.10'))).toBe(0.8);
    expect(confidence(rule, silent('fd00:169:254:20::10'))).toBe(0.5);
  });

  it('gives way to the node-local cache, which takes the VIP over', () => {
    const both = evidence([...udpByVip, tcpByVip, local(dead('node-local', 20, 20))]);
    expect(named(both)).toEqual(['node-local-down']);
  });
});

describe('a VIP that refuses', () => {
  // The kernel sends few ICMP errors.
  const rationed = [...BY_UDP.map((strategy) => refused(strategy, 1)), refused('tcp', 1)];
  const direct = [...udpDirect, ...tcpDirect];

  it('is likely to have no ready DNS pod, whether the pods are silent, refuse too, or are not known', () => {
    const refusing = ENDPOINTS.map((address) => endpointArm(address, refused('endpoint')));
    for (const arms of [
      [...rationed, ...direct],
      [...udpRefused, refused('tcp'), ...refusing, ...tcpDirect],
    ]) {
      expect(confidence(vipRefuses, evidence(arms))).toBe(0.8);
      expect(named(evidence(arms))).toEqual(['vip-unreachable']);
    }
    expect(apply(vipRefuses, evidence([...rationed, ...direct]))?.facts.join()).toContain(
      'the kernel limits refusals',
    );
    const unknown = evidence([], { arms: rationed });
    expect(named(unknown)).toEqual(['vip-unreachable']);
    expect(apply(vipRefuses, unknown)?.facts).toContain('no DNS pod is known');
  });

  it('is likely where the pods reset each connection, and the VIP sends a few ICMP errors: none of them is ready', () => {
    const gone = queries(200, { networkErrors: 200 });
    const reset = arm('endpoint', 200, { transport: 'tcp', a: gone, aaaa: gone, bothFailed: 200 });
    const pods = ENDPOINTS.map((address) => endpointArm(address, reset));
    const some = queries(200, { networkErrors: 110, timedOut: 90 });
    const byTcp = arm('tcp', 200, { transport: 'tcp', a: some, aaaa: some, bothFailed: 200 });
    const made = evidence([...udpRefused, ...udpDirect, byTcp, ...pods]);
    expect(confidence(vipRefuses, made)).toBe(0.8);
    expect(named(made)).toEqual(['vip-unreachable']);
    const toPods = evidence([...udpRefused, ...udpDirect, { ...byTcp, a: gone, aaaa: gone }, ...pods]);
    expect(confidence(vipRefuses, toPods)).toBe(0.5);
    expect(named(toPods)).toEqual(['endpoint-down']);
  });

  it('is only possible where each connection was refused, while most queries over UDP time out', () => {
    const byUdp = arm('pair', 20, { a: queries(20, { networkErrors: 6, timedOut: 14 }), bothFailed: 20 });
    const made = (answers: number, connections: number, direct = 0) => {
      const refusedBy = (pairs: number) => {
        const each = queries(pairs, { networkErrors: pairs });
        return { transport: 'tcp' as const, a: each, aaaa: each, bothFailed: pairs };
      };
      const some = queries(10, { networkErrors: answers, timedOut: 10 - answers });
      const pods = ENDPOINTS.flatMap((address) => [
        endpointArm(address, arm('endpoint', 10, { a: some, aaaa: some, bothFailed: 10 })),
        ...(direct > 0 ? [endpointArm(address, arm('endpoint', direct, refusedBy(direct)))] : []),
      ]);
      const byTcp = arm('tcp', connections, refusedBy(connections));
      return evidence([], { arms: [{ ...byUdp, aaaa: byUdp.a }, byTcp, ...pods] });
    };
    // One of the SYN packets of each connection may have got an ICMP error.
    expect(named(made(3, 4))).toEqual([]);
    expect(confidence(vipRefuses, made(3, 10))).toBe(0.5);
    expect(named(made(3, 10))).toEqual([]);
    // A pod resets what is sent to it directly, so it may reset the connections to the VIP as well.
    expect(named(made(3, 10, 2))).toEqual(['endpoint-down']);
    expect(named(made(3, 4, 2))).toEqual([]);
    // The pods are silent, so they are not the hosts that reset the connections.
    expect(named(made(0, 4))).toEqual(['vip-unreachable']);
  });

  it('is only possible where TCP was not tried or is silent, or where the cache that takes the VIP over fails', () => {
    expect(confidence(vipRefuses, evidence([], { arms: udpRefused }))).toBe(0.5);
    expect(confidence(vipRefuses, evidence([...udpRefused, tcpByVip, ...direct]))).toBe(0.5);
    const cached = evidence([...rationed, ...direct, local(dead('node-local', 20, 20))]);
    expect(confidence(vipRefuses, cached)).toBe(0.5);
  });

  it('is only possible if the errors are those of a firewall or of a missing route', () => {
    const by = (made: ReturnType<typeof refused>) => {
      const a = { ...made.a, networkErrorCodes: { EHOSTUNREACH: made.a.networkErrors } };
      return { ...made, a, aaaa: a };
    };
    const rejected = [...rationed, ...direct].map((made) => (made.a.networkErrors > 0 ? by(made) : made));
    expect(confidence(vipRefuses, evidence(rejected))).toBe(0.5);
  });

  it('is something else where it is silent, answers some, or takes TCP, or where a pod answers', () => {
    for (const arms of [
      [...udpByVip, tcpByVip],
      [dead('pair', 20, 10), ...udpRefused.slice(1), refused('tcp')],
      [...udpRefused, arm('tcp', 20)],
    ])
      expect(apply(vipRefuses, evidence([...arms, ...direct]))).toBeUndefined();
    expect(apply(vipRefuses, evidence([...rationed, ...udpDirect]))).toBeUndefined();
    expect(apply(vipRefuses, evidence([...rationed, ...tcpDirect]))).toBeUndefined();
  });
});
