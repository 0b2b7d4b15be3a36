import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { FRESH } from '../../src/domain/strategy.ts';
import {
  arm,
  counted,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  lost,
  NODE_LOCAL,
  queries,
  VIP,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const nodeLocalDown = ruleOf('node-local-down', 'node-local-fails');

const udpByVip = FRESH.map((strategy) => dead(strategy, 20, 20));
const udpDirect = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 20)));
const local = (made: ReturnType<typeof arm>) => ({
  ...made,
  target: { kind: 'node-local' as const, address: NODE_LOCAL },
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

describe('node-local-down, where the first nameserver is the cache', () => {
  const rule = ruleOf('node-local-down', 'node-local-nameserver-fails');
  const byCache = [...FRESH, 'sticky' as const, 'tcp' as const, 'node-local' as const];
  const allDead = byCache.map((strategy) => local(dead(strategy, 20, 20)));
  const pods = ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 20)));
  const only = (arms: Evidence['arms']) => ({ ...evidence(), arms });

  it('is found when the pods or a further nameserver answer, and says how the cache was found', () => {
    const second = {
      ...arm('nameserver', 20),
      target: { kind: 'nameserver' as const, address: '10.96.0.11' },
    };
    for (const others of [pods, [second]]) {
      expect(named(only([...allDead, ...others]))).toEqual(['node-local-down']);
    }
    expect(apply(rule, only([...allDead, ...pods]))?.facts[0]).toContain(`${NODE_LOCAL} is link-local`);
  });

  it('is at most probable where nothing else is asked', () => {
    expect(named(only(allDead))).toEqual(['node-local-down']);
    expect(apply(rule, only(allDead))?.confidence).toBe(0.6);
  });

  it('is only possible where nothing else is asked and the cache takes connections: its process runs', () => {
    const closed = queries(20, { networkErrors: 20, networkErrorCodes: { EOF: 20 } });
    const connectsMs = Array.from({ length: 20 }, () => 0.2);
    const taken = local(arm('tcp', 20, { a: closed, aaaa: closed, bothFailed: 20, connectsMs }));
    const running = only([...allDead.filter(({ strategy }) => strategy !== 'tcp'), taken]);
    expect(apply(rule, running)).toMatchObject({ confidence: 0.5 });
    expect(apply(rule, running)?.facts.join()).toContain('its process runs');
    expect(named(only([...running.arms, ...pods]))).toEqual(['node-local-down']);
  });

  it('is only possible where the answers of the DNS pods cannot be used: the cache may drop them', () => {
    const bad = queries(20, { malformed: 20, answered: 0 });
    const spoiled = ENDPOINTS.map((address) =>
      endpointArm(address, arm('endpoint', 20, { a: bad, aaaa: bad })),
    );
    expect(apply(rule, only([...allDead, ...spoiled]))).toMatchObject({ confidence: 0.5 });
    expect(named(only([...allDead, ...spoiled]))).toEqual(['answers-unusable']);
    expect(apply(rule, only([...allDead, ...pods]))?.confidence).toBe(0.95);
  });

  it('is not found when the cache answers, or the pods fail as well', () => {
    const well = byCache.map((strategy) => local(arm(strategy, 20)));
    expect(apply(rule, only([...well, ...pods]))).toBeUndefined();
    expect(apply(rule, only([...allDead, ...udpDirect]))).toBeUndefined();
  });

  it('leaves the other causes to the arms by the cache', () => {
    const tenth = { onlyA: 18, onlyAaaa: 18, both: 2 };
    const lossyArms = byCache.map((strategy) => local(lost(arm(strategy, 100), tenth)));
    const lossyPods = ENDPOINTS.map((address) => endpointArm(address, lost(arm('endpoint', 100), tenth)));
    const made = { ...only([...lossyArms, ...lossyPods]), ...lossy(440) };
    expect(named(made)).toEqual(['packet-loss']);
  });
});

describe('node-local-down, where no cache is known', () => {
  const rule = ruleOf('node-local-down', 'vip-resets-while-pods-answer');
  const all = queries(200, { networkErrors: 200 });
  const reset = arm('tcp', 200, { a: all, aaaa: all, oneFailed: 0, bothFailed: 200 });

  it('comes before `vip-unreachable`, and both are possible, if TCP to the VIP is always reset', () => {
    const made = evidence([...udpByVip, dead('sticky', 20, 20), reset]);
    expect(apply(rule, made)?.confidence).toBe(0.5);
    const said = diagnose(made).map(({ cause, confidence }) => [cause, confidence]);
    expect(said).toEqual([
      ['node-local-down', 0.5],
      ['vip-unreachable', 0.4],
    ]);
  });

  it('is not found where the VIP is silent, or the pods fail as well', () => {
    expect(apply(rule, evidence([...udpByVip, dead('tcp', 200, 200)]))).toBeUndefined();
    expect(apply(rule, evidence([...udpByVip, reset, ...udpDirect]))).toBeUndefined();
  });
});

describe('node-local-down, where the only nameserver is no Service', () => {
  const rule = ruleOf('node-local-down', 'only-nameserver-is-no-service');
  const CACHE6 = 'fd00:169:254:20::10';
  const API6 = ['fd00:10:96::1'];
  const pods = ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 20)));

  function silent(
    address: string,
    apiAddresses: readonly string[],
    more: Evidence['arms'] = pods,
    isPodsFile = true,
  ): Evidence {
    const made = evidence();
    const byCache = [...FRESH, 'sticky' as const, 'tcp' as const].map((strategy) =>
      dead(strategy, 20, 20, { target: { kind: 'vip', address } }),
    );
    const context = { ...made.context, nameserver: address, isPodsFile };
    return { ...made, arms: [...byCache, ...more], names: { ...made.names, apiAddresses }, context };
  }

  it('comes before `vip-unreachable`, which is possible', () => {
    const said = diagnose(silent(CACHE6, API6)).map(({ cause, confidence }) => [cause, confidence]);
    expect(said).toEqual([
      ['node-local-down', 0.6],
      ['vip-unreachable', 0.5],
    ]);
    expect(apply(rule, silent(CACHE6, API6))?.facts.join()).toContain(`${CACHE6} is no VIP`);
  });

  it('is not found where the address is in the range of Services, or the range is not known', () => {
    expect(named(silent('fd00:10:96::a', API6))).toEqual(['vip-unreachable']);
    expect(confidence(rule, silent(CACHE6, []))).toBe(0);
    expect(named(silent(CACHE6, []))).toEqual([]);
    expect(named(silent(VIP, []))).toEqual(['vip-unreachable']);
  });

  it('is not found where the pod has its own nameservers, or no DNS pod answers', () => {
    const second = {
      ...arm('nameserver', 20),
      target: { kind: 'nameserver' as const, address: 'fd00:10:96::a' },
    };
    expect(confidence(rule, silent(CACHE6, API6, [...pods, second]))).toBe(0);
    expect(confidence(rule, silent(CACHE6, API6, pods, false))).toBe(0);
    expect(confidence(rule, silent(CACHE6, API6, udpDirect))).toBe(0);
  });
});

describe('node-local-down, where the first nameserver is a cache that fails in part', () => {
  const rule = ruleOf('node-local-down', 'node-local-nameserver-fails-in-part');
  const overUdp = [...FRESH, 'node-local' as const];
  const pods = ENDPOINTS.flatMap((address) => [
    endpointArm(address, arm('endpoint', 50)),
    endpointArm(address, arm('endpoint', 50, { transport: 'tcp' })),
  ]);
  const second = { ...arm('nameserver', 30), target: { kind: 'nameserver' as const, address: VIP } };
  const only = (...arms: Evidence['arms']) => ({ ...evidence(), arms });
  /** It is down for two of five seconds: all of a pair is lost then. */
  const flapping = overUdp.map((strategy) => local(dead(strategy, 100, 40)));
  /** It drops 15 of 100 queries over UDP. */
  const dropping = overUdp.map((strategy) =>
    local(lost(arm(strategy, 100), { onlyA: 13, onlyAaaa: 13, both: 2 })),
  );

  it('is likely when the cache refuses a part, and the pods answer', () => {
    const refusing = queries(100, { timedOut: 0, networkErrors: 40 });
    const tcp = local(arm('tcp', 100, { a: refusing, aaaa: refusing, oneFailed: 0, bothFailed: 40 }));
    const [verdict, ...others] = diagnose(only(...flapping, tcp, ...pods));
    expect(verdict).toMatchObject({ cause: 'node-local-down', confidence: 0.8 });
    expect(verdict?.facts.join()).toContain('80 of them were refused');
    expect(others).toEqual([]);
  });

  it('is likely when the cache is away at times: both queries of each pair are lost, from two sockets as well', () => {
    const target = { kind: 'node-local' as const, address: NODE_LOCAL };
    const names = ['pair', 'race', 'staggered', 'separate', 'node-local'] as const;
    const away = [
      ...names.map((name) => dead(name, 105, 35, { target })),
      ...(['sequential', 'reopen'] as const).map((name) =>
        arm(name, 105, { target, a: queries(105, { timedOut: 34 }) }),
      ),
      dead('sticky', 21, 2, { target }),
      arm('tcp', 105, { target, a: queries(105, { slow: 36 }), aaaa: queries(105, { slow: 36 }) }),
    ];
    const made = evidence();
    const pods = made.arms.filter((one) => one.target.kind === 'endpoint');
    const [found] = diagnose({ ...made, arms: [...away, ...pods] });
    expect(found).toMatchObject({ cause: 'node-local-down', confidence: 0.8 });
  });

  it('is likely when the cache drops a part over UDP, and answers over TCP or a further nameserver answers', () => {
    expect(named(only(...dropping, local(arm('tcp', 100)), ...pods))).toEqual(['node-local-down']);
    expect(named(only(...dropping, second, ...pods))).toEqual(['node-local-down']);
    expect(named(only(...flapping, local(dead('tcp', 100, 40)), second, ...pods))).toEqual([
      'node-local-down',
    ]);
  });

  it('is only possible when the VIP behind the cache may be the reason, or conntrack drops packets', () => {
    const silent = only(...flapping, local(dead('tcp', 100, 40)), ...pods);
    expect(confidence(rule, silent)).toBe(0.5);
    const drops = lossy(400, { conntrack: counted({ drop: 400, insertFailed: 0 }) });
    expect(confidence(rule, { ...only(...dropping, second, ...pods), ...drops })).toBe(0.5);
  });

  it('is not found when the pods lose as well, or the cache waits for answers', () => {
    const lossyPods = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 100, 40)));
    expect(apply(rule, only(...flapping, second, ...lossyPods))).toBeUndefined();
    const waiting = overUdp.map((strategy) => {
      const slow = queries(100, { timedOut: 10, slow: 60 });
      return local(arm(strategy, 100, { a: slow, aaaa: slow, oneFailed: 0, bothFailed: 10 }));
    });
    expect(apply(rule, only(...waiting, local(arm('tcp', 100)), second, ...pods))).toBeUndefined();
  });
});
