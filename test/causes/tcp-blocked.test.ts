import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { QueryTally } from '../../src/domain/evidence.ts';
import { FRESH } from '../../src/domain/strategy.ts';
import {
  arm,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  lost,
  NODE_LOCAL,
  queries,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';
import { claimedWith, saidWith } from '../worlds/said.ts';
import type { Mechanism } from '../worlds/world.ts';

const tcpBlocked = ruleOf('tcp-blocked', 'all-tcp-fails');

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

  it('is not found for a pod whose answers over UDP cannot be used, or are errors: all of it fails', () => {
    const toSome = ruleOf('tcp-blocked', 'all-tcp-to-some-pods-fails');
    const [address = '', other = ''] = ENDPOINTS;
    const over = (udp: QueryTally) =>
      evidence([
        endpointArm(address, dead('endpoint', 40, 40, { transport: 'tcp' })),
        endpointArm(other, arm('endpoint', 40, { transport: 'tcp' })),
        endpointArm(address, arm('endpoint', 40, { a: udp, aaaa: udp })),
      ]);
    expect(confidence(toSome, over(queries(40)))).toBe(0.8);
    for (const bad of [{ answered: 0, malformed: 40 }, { rcodeErrors: 40 }])
      expect(apply(toSome, over(queries(40, bad)))).toBeUndefined();
    // Nor is a part of TCP blocked where the VIP leads to what answers so.
    const inPart = ruleOf('tcp-blocked', 'a-part-of-tcp-fails');
    const vip = (changes: Partial<QueryTally>) =>
      evidence([
        dead('tcp', 40, 20),
        arm('pair', 40, { a: queries(40, changes), aaaa: queries(40, changes) }),
      ]);
    expect(apply(inPart, vip({}))).toBeDefined();
    expect(apply(inPart, vip({ answered: 20, malformed: 20 }))).toBeUndefined();
  });

  it('is not found when UDP fails as well', () => {
    expect(apply(tcpBlocked, evidence([tcpByVip, ...tcpDirect, ...udpByVip, ...udpDirect]))).toBeUndefined();
    expect(named(evidence([tcpByVip, ...udpByVip]))).not.toContain('tcp-blocked');
  });
});

describe('tcp-blocked in part', () => {
  it("is likely, and says so, when only the VIP's TCP fails", () => {
    const [verdict, ...others] = diagnose(evidence([tcpByVip]));
    expect(verdict).toMatchObject({ cause: 'tcp-blocked', confidence: 0.8 });
    expect(verdict?.facts).toContain(
      "only the VIP's TCP fails: the Service lacks its TCP port, or a policy blocks it",
    );
    expect(others).toEqual([]);
  });

  it("is likely, and names the cache, when only TCP to the node's DNS cache fails", () => {
    const target = { kind: 'node-local' as const, address: NODE_LOCAL };
    const arms = evidence([tcpByVip]).arms.map((made) =>
      made.target.kind === 'vip' ? { ...made, target } : made,
    );
    const [verdict, ...others] = diagnose({ ...evidence(), arms });
    expect(verdict).toMatchObject({ cause: 'tcp-blocked', confidence: 0.8 });
    expect(verdict?.facts.join()).toContain("40 of 40 (100 %) to the node's DNS cache");
    expect(verdict?.facts.join()).not.toContain('via the VIP');
    expect(others).toEqual([]);
  });

  it('is likely, and names the DNS pod, when TCP to one of several fails', () => {
    const [first, second] = tcpDirect;
    const made = evidence([dead('tcp', 20, 9), ...(first ? [first] : [])]);
    const [verdict, ...others] = diagnose(made);
    expect(verdict).toMatchObject({ cause: 'tcp-blocked', confidence: 0.8 });
    expect(verdict?.facts[0]).toContain(`straight to ${ENDPOINTS[0]} that failed: 40 of 40`);
    expect(others).toEqual([]);
    expect(named(evidence(second ? [second] : []))).toEqual(['tcp-blocked']);
  });

  it('is not found when the pod fails over UDP as well, or TCP fails now and then', () => {
    const [first] = ENDPOINTS.map((address) => [
      endpointArm(address, dead('endpoint', 20, 20)),
      endpointArm(address, dead('endpoint', 20, 20, { transport: 'tcp' })),
    ]);
    expect(named(evidence([dead('pair', 100, 50), dead('tcp', 100, 50), ...(first ?? [])]))).not.toContain(
      'tcp-blocked',
    );
    expect(named(evidence([dead('tcp', 100, 10)]))).not.toContain('tcp-blocked');
  });
});

describe('tcp-blocked, where a part of all connections fails', () => {
  const inPart = ruleOf('tcp-blocked', 'a-part-of-tcp-fails');
  const some = (share: number) => [
    dead('tcp', 60, share),
    ...ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 60, share, { transport: 'tcp' }))),
  ];

  it('is probable if UDP to the same addresses loses nothing', () => {
    expect(confidence(inPart, evidence(some(20)))).toBe(0.6);
    expect(named(evidence(some(20)))).toEqual(['tcp-blocked']);
  });

  it('is probable as well if what takes the connections loses single queries, A and AAAA alike', () => {
    const single = (made: ReturnType<typeof dead>) => lost(made, { onlyA: 20, onlyAaaa: 20, both: 11 });
    const proxied = evidence(some(0).map((made) => single({ ...made, pairs: 90 })));
    const [verdict] = diagnose(proxied);
    expect(verdict).toMatchObject({ cause: 'tcp-blocked', confidence: 0.6, rule: 'a-part-of-tcp-fails' });
    expect(verdict?.facts.join()).toContain('120 connections lost one of their two queries, 33 lost both');
  });

  it('is only possible if connections to one of the addresses all work', () => {
    const [vip] = some(20);
    expect(confidence(inPart, evidence(vip ? [vip] : []))).toBe(0.5);
  });

  it('is not found if UDP loses as well, and where another rule sees that all of TCP fails', () => {
    const lossy = FRESH.map((strategy) => dead(strategy, 20, 5));
    expect(apply(inPart, evidence([...some(20), ...lossy]))).toBeUndefined();
    expect(apply(inPart, evidence(some(60)))).toBeUndefined();
    expect(apply(inPart, evidence())).toBeUndefined();
  });

  it('is not found if this machine has no route, or if each connection ends after one answer', () => {
    const changed = (change: (made: (typeof arms)[number]) => Partial<(typeof arms)[number]>) =>
      evidence(arms.map((made) => ({ ...made, ...change(made) })));
    const arms = some(20);
    const noRoute = queries(60, { networkErrors: 20, networkErrorCodes: { ENETUNREACH: 20 } });
    expect(
      apply(
        inPart,
        changed(() => ({ a: noRoute, aaaa: noRoute })),
      ),
    ).toBeUndefined();
    const refused = queries(60, { networkErrors: 20, networkErrorCodes: { ECONNREFUSED: 20 } });
    expect(
      apply(
        inPart,
        changed(() => ({ a: refused, aaaa: refused })),
      ),
    ).toBeDefined();
    expect(
      apply(
        inPart,
        changed(() => ({ a: queries(60), oneFailed: 20, bothFailed: 0 })),
      ),
    ).toBeUndefined();
  });
});

describe('tcp-blocked beside another fault', () => {
  const noTcp: Mechanism = { kind: 'filter', segment: { at: 'pod-node' }, drops: 'tcp' };
  const lossOf = (share: number): Mechanism => {
    return { kind: 'loss', segment: { at: 'pod-node' }, pattern: { how: 'even', share } };
  };

  it.each([0.08, 0.15])(
    'is claimed where %s of all datagrams are lost: no loss takes every connection',
    (share) => {
      expect(claimedWith([noTcp, lossOf(share)]).toSorted()).toEqual(['packet-loss', 'tcp-blocked']);
    },
  );

  it('is claimed where one of three DNS pods is down: the others answer over UDP', () => {
    const down: Mechanism = { kind: 'pod', pods: [1], state: { how: 'silent' } };
    const said = saidWith([noTcp, down]);
    expect(claimedWith([noTcp, down]).toSorted()).toEqual(['endpoint-down', 'tcp-blocked']);
    expect(said.flatMap(({ facts }) => facts).join()).toContain('straight to the DNS pods that are not down');
  });

  it('is not claimed where most datagrams are lost: TCP fails as well', () => {
    expect(claimedWith([lossOf(0.75)])).not.toContain('tcp-blocked');
  });
});
