import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally, Contradiction } from '../../src/domain/evidence.ts';
import { FRESH } from '../../src/domain/strategy.ts';
import { arm, ENDPOINTS, endpointArm, evidence, NODE_LOCAL, queries } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const serverError = ruleOf('server-error', 'answers-with-an-error-code');
const further = ruleOf('server-error', 'further-nameserver-answers-with-an-error-code');

const byVip = (changes: Partial<ArmTally>) => FRESH.map((strategy) => arm(strategy, 100, changes));
const outside = (changes: Partial<ArmTally>) => arm('pair', 100, { scope: 'outside', ...changes });

describe('server-error', () => {
  const failing = { a: queries(100, { rcodeErrors: 8 }), aaaa: queries(100, { rcodeErrors: 9 }) };

  it('is surer the more answers say so', () => {
    expect(named(evidence(byVip(failing)))).toEqual(['server-error']);
    expect(
      confidence(serverError, evidence([arm('pair', 100, { a: queries(100, { rcodeErrors: 1 }) })])),
    ).toBe(0.5);
  });

  it('is only possible where the two queries of one pair got an error, and likely where two pairs did', () => {
    const one = { a: queries(100, { rcodeErrors: 1 }), aaaa: queries(100, { rcodeErrors: 1 }) };
    const apart = [arm('pair', 100, one), arm('separate', 100)];
    expect(confidence(serverError, evidence(apart))).toBe(0.5);
    expect(confidence(serverError, evidence([arm('pair', 100, one), arm('separate', 100, one)]))).toBe(0.8);
  });

  it('is possible and minor where only a further nameserver answers so', () => {
    const target = { kind: 'nameserver' as const, address: '192.0.2.53' };
    const errors = queries(30, { rcodeErrors: 30 });
    const refusing = { ...arm('nameserver', 30, { a: errors, aaaa: errors }), target };
    expect(apply(further, evidence([refusing]))).toMatchObject({ confidence: 0.5, isMinor: true });
    expect(diagnose(evidence([refusing])).map(({ cause }) => cause)).toEqual(['server-error']);
    expect(apply(further, evidence([refusing, ...byVip(failing)]))).toBeUndefined();
    expect(apply(further, evidence([{ ...arm('nameserver', 30), target }]))).toBeUndefined();
  });

  it('names the pod when only one of them answers so', () => {
    const one = endpointArm(ENDPOINTS[1] ?? '', arm('endpoint', 50, { a: queries(50, { rcodeErrors: 20 }) }));
    expect(apply(serverError, evidence([one]))?.facts.join()).toContain(`only ${ENDPOINTS[1]}`);
  });

  it('says so when only queries of one type get an error, and does not say "only" of all DNS pods', () => {
    const onlyA = ENDPOINTS.map((address) =>
      endpointArm(address, arm('endpoint', 50, { a: queries(50, { rcodeErrors: 50 }) })),
    );
    const facts = apply(serverError, evidence(onlyA))?.facts.join() ?? '';
    expect(facts).toContain('only queries of one type: ');
    expect(facts).not.toContain('DNS pods that answer with an error code');
    expect(apply(serverError, evidence(byVip(failing)))?.facts.join()).not.toContain('one type');
  });

  it('is only possible when a cache answers so and no DNS pod behind it is known', () => {
    const target = { kind: 'node-local' as const, address: NODE_LOCAL };
    const unknown = { ...evidence(), arms: byVip({ ...failing, target }) };
    expect(confidence(serverError, unknown)).toBe(0.5);
    expect(apply(serverError, unknown)?.facts.join()).toContain('no DNS pod behind it is known');
    const pods = ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 50)));
    expect(confidence(serverError, { ...unknown, arms: [...unknown.arms, ...pods] })).toBe(0.95);
    expect(confidence(serverError, { ...unknown, arms: byVip(failing) })).toBe(0.95);
  });

  it('is only possible when a node-local cache answers so for pods that fail in another way', () => {
    const target = { kind: 'node-local' as const, address: NODE_LOCAL };
    const byCache = byVip({ ...failing, target });
    const direct = (changes: Partial<ArmTally>) =>
      ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 50, changes)));
    const cutOff = { a: queries(50, { answered: 0, malformed: 50 }), aaaa: queries(50) };
    const behind = evidence([], { arms: [...byCache, ...direct(cutOff)] });
    expect(confidence(serverError, behind)).toBe(0.5);
    expect(apply(serverError, behind)?.facts.join()).toContain('may pass on their failure');
    const erring = { a: queries(50, { rcodeErrors: 50 }), aaaa: queries(50) };
    for (const made of [direct({}), direct(erring)])
      expect(confidence(serverError, evidence([], { arms: [...byCache, ...made] }))).toBe(0.95);
  });

  it('is only possible where a cache on a loopback address answers so, and queries behind it are lost', () => {
    const byOwn = byVip({ ...failing, target: { kind: 'vip' as const, address: '127.0.0.53' } });
    const direct = (timedOut: number) =>
      ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 50, { a: queries(50, { timedOut }) })));
    expect(confidence(serverError, evidence([], { arms: [...byOwn, ...direct(6)] }))).toBe(0.5);
    expect(confidence(serverError, evidence([], { arms: [...byOwn, ...direct(0)] }))).toBe(0.95);
    expect(confidence(serverError, evidence([], { arms: [...byVip(failing), ...direct(6)] }))).toBe(0.95);
  });

  it('is not found for names outside: those fail elsewhere', () => {
    expect(apply(serverError, evidence([outside(failing)]))).toBeUndefined();
  });
});

describe('a name that one server denies and another finds', () => {
  const denies = ruleOf('server-error', 'one-server-denies-a-name-that-another-finds');
  const [pod = ''] = ENDPOINTS;
  const disagreeing = (changes: Partial<Contradiction>, name = 'web.default.svc.cluster.local') => {
    const one = {
      scope: 'cluster' as const,
      found: 40,
      denied: 9,
      empty: 0,
      between: 0,
      deniers: [pod],
      deniersOverUdp: [],
      ...changes,
    };
    return evidence([], {
      names: {
        halfDenied: {},
        contradicted: { [name]: one },
        apiDenied: {},
        misordered: {},
        wildcards: {},
      },
    });
  };

  it('is likely where a DNS pod always denies a name of the cluster', () => {
    expect(confidence(denies, disagreeing({}))).toBe(0.8);
    expect(apply(denies, disagreeing({}))?.facts[0]).toBe(
      `web.default.svc.cluster.local: 40 queries were answered with addresses, 9 with NXDOMAIN; never with addresses by ${pod}`,
    );
    expect(named(disagreeing({}))).toEqual(['server-error']);
  });

  it('is as likely where the pod answers each time without an address', () => {
    const empty = disagreeing({ denied: 0, empty: 9 });
    expect(confidence(denies, empty)).toBe(0.8);
    expect(apply(denies, empty)?.facts).toEqual([
      `web.default.svc.cluster.local: 40 queries were answered with addresses, 9 without an address (NOERROR); never with addresses by ${pod}`,
    ]);
  });

  it('says that a device may answer in place of the pods where they deny the name over UDP only', () => {
    const intercepted = disagreeing({ deniers: [], deniersOverUdp: [pod] });
    expect(confidence(denies, intercepted)).toBe(0.5);
    expect(apply(denies, intercepted)?.facts[1]).toMatch(
      `${pod}: always NXDOMAIN over UDP, and addresses over TCP`,
    );
  });

  it.each([{ scope: 'outside' as const }, { deniers: [] }, { deniers: ['192.0.2.53'] }, { denied: 2 }])(
    'is only possible with %j',
    (changes) => {
      expect(confidence(denies, disagreeing(changes))).toBe(0.5);
    },
  );

  it('is likely where a server has no address for the Service of the API now and then, and possible for other names', () => {
    const inTurn = { deniers: [], denied: 0, empty: 9, between: 8 };
    const api = disagreeing(inTurn, 'kubernetes.default.svc.cluster.local');
    expect(named(api)).toEqual(['server-error']);
    expect(apply(denies, api)).toMatchObject({ confidence: 0.8, isMinor: false });
    expect(apply(denies, api)?.facts[1]).toMatch(
      'of those without addresses, 8 came from a server that answered with addresses both before and after',
    );
    expect(confidence(denies, disagreeing(inTurn))).toBe(0.5);
    const few = disagreeing({ ...inTurn, between: 4 }, 'kubernetes.default.svc.cluster.local');
    expect(confidence(denies, few)).toBe(0.5);
  });

  it('is not found where no server disagrees', () => {
    expect(apply(denies, evidence())).toBeUndefined();
  });
});

describe('the Service of the API, denied by each server', () => {
  const noApi = ruleOf('server-error', 'each-server-denies-the-api-service');
  const denied = (queries: number, isPodsFile: boolean) => {
    const apiDenied = { 'kubernetes.default.svc.cluster.local': queries };
    const names = { halfDenied: {}, contradicted: {}, apiDenied, misordered: {}, wildcards: {} };
    return evidence([], { names, context: { ...evidence().context, isPodsFile } });
  };

  it('is possible, in the resolv.conf of a pod', () => {
    expect(apply(noApi, denied(9, true))).toMatchObject({ confidence: 0.5, isMinor: true });
    expect(apply(noApi, denied(9, true))?.facts[0]).toContain('all 9 answers for it were NXDOMAIN');
    expect(diagnose(denied(9, true)).map(({ cause }) => cause)).toEqual(['server-error']);
  });

  it('is not found in another resolv.conf, nor with a few answers', () => {
    expect(apply(noApi, denied(9, false))).toBeUndefined();
    expect(apply(noApi, denied(4, true))).toBeUndefined();
  });
});
