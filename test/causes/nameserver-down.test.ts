import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally, Evidence } from '../../src/domain/evidence.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import {
  arm,
  counted,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  queries,
  VIP,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const further = ruleOf('nameserver-down', 'further-nameserver-fails');
const first = ruleOf('nameserver-down', 'first-nameserver-fails');

const SECOND = '10.96.0.11';
const to = (address: string, made: ArmTally) => ({
  ...made,
  target: { kind: 'nameserver' as const, address },
});
const BY_VIP: readonly Strategy[] = ['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen', 'tcp'];
const firstDead = [...BY_VIP, 'sticky' as const].map((strategy) => dead(strategy, 20, 20));

describe('nameserver-down, of a further nameserver', () => {
  it('is found when the second is silent and the first answers', () => {
    const silent = evidence([to(SECOND, dead('nameserver', 20, 20))]);
    expect(named(silent)).toEqual(['nameserver-down']);
    expect(apply(further, silent)?.facts[0]).toContain(`${SECOND}: 20 of 20`);
  });

  it('is found when the second refuses', () => {
    const all = queries(20, { networkErrors: 20, networkErrorCodes: { ECONNREFUSED: 20 } });
    const refusing = arm('nameserver', 20, { a: all, aaaa: all, oneFailed: 0, bothFailed: 20 });
    expect(named(evidence([to(SECOND, refusing), to('10.96.0.12', arm('nameserver', 20))]))).toEqual([
      'nameserver-down',
    ]);
  });

  it('is possible beside losses elsewhere that no pattern joins with it', () => {
    const silent = ruleOf('nameserver-down', 'further-nameserver-answers-nothing');
    const gone = endpointArm('10.244.9.9', dead('endpoint', 50, 50));
    expect(confidence(silent, evidence([to(SECOND, dead('nameserver', 20, 20)), gone]))).toBe(0.5);
    expect(apply(silent, evidence([to(SECOND, arm('nameserver', 20)), gone]))).toBeUndefined();
    expect(apply(silent, evidence([...firstDead, to(SECOND, dead('nameserver', 20, 20))]))).toBeUndefined();
  });

  it('is found beside a DNS pod that is down, if no Service can have its address', () => {
    const byVip = (strategy: Strategy, failed: number) => dead(strategy, 50, failed);
    const [gone = '', well = ''] = ENDPOINTS;
    const both = (address: string) =>
      evidence([
        ...BY_VIP.map((strategy) => byVip(strategy, 20)),
        endpointArm(gone, dead('endpoint', 50, 50)),
        endpointArm(gone, dead('endpoint', 50, 50, { transport: 'tcp' })),
        endpointArm(well, arm('endpoint', 50)),
        to(address, dead('nameserver', 13, 13)),
      ]);
    expect(named(both('203.0.113.77')).toSorted()).toEqual(['endpoint-down', 'nameserver-down']);
    expect(named(both(SECOND))).toEqual(['endpoint-down']);
  });

  it('is likely of a DNS pod that is gone, and the pod is not called idle: applications ask it themselves', () => {
    const [well = '', gone = ''] = ENDPOINTS;
    const direct = [endpointArm(well, arm('endpoint', 50)), endpointArm(gone, dead('endpoint', 50, 50))];
    const byFirst = (failed: number) =>
      BY_VIP.map((strategy) => ({
        ...dead(strategy, 50, failed),
        target: { kind: 'vip' as const, address: well },
      }));
    const made = (failed: number, further: string): Evidence => ({
      ...evidence(),
      arms: [...byFirst(failed), ...direct, to(further, dead('nameserver', 13, 13))],
    });
    const verdicts = diagnose(made(0, gone));
    expect(verdicts.map(({ cause, confidence: sure }) => [cause, sure])).toEqual([
      ['nameserver-down', 0.8],
      ['endpoint-down', 0.5],
    ]);
    const facts = verdicts[1]?.facts.join() ?? '';
    expect(facts).toContain(`${gone} is also a further nameserver`);
    expect(facts).not.toContain('the VIP does not lead there');
    const silent = ruleOf('nameserver-down', 'further-nameserver-answers-nothing');
    expect(confidence(silent, made(10, gone))).toBe(0.5);
    const alone = { ...made(0, gone), arms: [...byFirst(0), ...direct] };
    expect(diagnose(alone)[0]?.facts.join()).toContain('the first nameserver is itself a DNS pod');
  });

  it('is only possible where the drops of a full conntrack table match the losses, and it answers a part', () => {
    const half = (lost: number) => to(SECOND, dead('nameserver', 60, lost));
    const full = (lost: number) => lossy(2 * lost, { conntrack: counted({ drop: 2 * lost }) });
    expect(confidence(further, evidence([half(40)], lossy(80)))).toBeGreaterThan(0.5);
    expect(confidence(further, evidence([half(40)], full(40)))).toBe(0.5);
    expect(confidence(further, evidence([half(60)], full(60)))).toBeGreaterThan(0.5);
  });

  it('is not found when all nameservers answer, and not sure when the second loses a few', () => {
    expect(apply(further, evidence([to(SECOND, arm('nameserver', 20))]))).toBeUndefined();
    expect(confidence(further, evidence([to(SECOND, dead('nameserver', 60, 12))]))).toBeLessThanOrEqual(0.5);
  });
});

/** These arms alone, where no DNS pod is known. */
function without(arms: readonly ArmTally[]): Evidence {
  const made = evidence();
  return { ...made, arms, context: { ...made.context, endpoints: [] } };
}

describe('nameserver-down, of the first nameserver', () => {
  it('is possible when nothing by the first is answered and the second answers', () => {
    const made = without([...firstDead, to(SECOND, arm('nameserver', 20))]);
    expect(confidence(first, made)).toBe(0.5);
    expect(apply(first, made)?.facts[0]).toContain(VIP);
  });

  it('is never sure without a known DNS pod, since a VIP that leads nowhere looks the same', () => {
    const made = without([...firstDead, to(SECOND, arm('nameserver', 20))]);
    expect(named(made)).toEqual([]);
    expect(diagnose(made).map(({ cause }) => cause)).toEqual(['vip-unreachable', 'nameserver-down']);
  });

  it('comes before the VIP where the second serves the cluster, and DNS pods answer: the first may be no VIP', () => {
    const made = evidence([...firstDead, to(SECOND, arm('nameserver', 20))]);
    expect(diagnose(made).map(({ cause, confidence: sure }) => [cause, sure])).toEqual([
      ['nameserver-down', 0.6],
      ['vip-unreachable', 0.5],
    ]);
    const unknowing = queries(20, { rcodeErrors: 20 });
    const company = to(SECOND, arm('nameserver', 20, { a: unknowing, aaaa: unknowing }));
    expect(named(evidence([...firstDead, company]))).toEqual(['vip-unreachable']);
  });

  it('is likely where no Service can have the address', () => {
    const outside = firstDead.map((made) => ({
      ...made,
      target: { kind: 'vip' as const, address: '203.0.113.99' },
    }));
    const own = evidence([]).arms.filter(({ target }) => target.kind === 'endpoint');
    const only = (arms: readonly ArmTally[]) => ({ ...evidence(), arms: [...own, ...arms] });
    expect(confidence(first, only([...outside, to(SECOND, arm('nameserver', 20))]))).toBe(0.8);
    expect(confidence(first, only(outside))).toBe(0.6);
    expect(named(only(outside))).toEqual(['nameserver-down']);
  });

  it('is not found of the only nameserver that the cluster gives to a pod: Services may have a public range', () => {
    const services = firstDead.map((made) => ({
      ...made,
      target: { kind: 'vip' as const, address: '169.169.0.10' },
    }));
    const own = evidence([]).arms.filter(({ target }) => target.kind === 'endpoint');
    const inPod = (arms: readonly ArmTally[]): Evidence => ({
      ...evidence(),
      arms: [...own, ...arms],
      context: { ...evidence().context, isPodsFile: true },
    });
    expect(named(inPod(services))).toEqual(['vip-unreachable']);
    expect(named(inPod([...services, to(SECOND, arm('nameserver', 20))]))).toEqual(['nameserver-down']);
  });

  it('is found where no DNS pod answers either: a further nameserver that serves the cluster shows that not all are down', () => {
    const at = (kind: 'vip' | 'endpoint', address: string, made: ArmTally) => ({
      ...made,
      target: { kind, address },
    });
    const direct = (address: string) =>
      (['udp', 'tcp'] as const).map((transport) =>
        at('endpoint', address, dead('endpoint', 20, 20, { transport })),
      );
    const dark = (vip: string, pods: readonly string[]) => [
      ...firstDead.map((made) => at('vip', vip, made)),
      ...pods.flatMap(direct),
    ];
    const said = (...arms: readonly ArmTally[]) =>
      diagnose({ ...evidence(), arms }).map(({ cause, confidence: sure }) => [cause, sure]);
    const served = to(SECOND, arm('nameserver', 20));
    const v6 = dark('fd00:96::a', ['fd00:10::1', 'fd00:10::2']);
    expect(said(...v6, served)).toEqual([
      ['nameserver-down', 0.6],
      ['endpoint-down', 0.5],
    ]);
    expect(apply(first, { ...evidence(), arms: [...v6, served] })?.facts.join()).toMatch(
      /10\.96\.0\.11 that failed: 0 of 40 .*everything over IPv6 fails, and 10\.96\.0\.11 answers over IPv4/,
    );
    expect(said(...dark(VIP, ENDPOINTS), served)).toEqual([
      ['nameserver-down', 0.5],
      ['endpoint-down', 0.5],
    ]);
    const outside = to('8.8.8.8', arm('nameserver', 20));
    expect(said(...dark(VIP, ENDPOINTS), outside)).toEqual([['endpoint-down', 0.6]]);
  });

  it('is not found when the second fails too', () => {
    expect(apply(first, without([...firstDead, to(SECOND, dead('nameserver', 20, 20))]))).toBeUndefined();
  });
});

describe('nameserver-down, of a resolver of the pod itself', () => {
  const own = ruleOf('nameserver-down', 'own-resolver-fails');
  const at = (address: string, how: 'refused' | 'silent') =>
    BY_VIP.map((strategy) => {
      const refused = { networkErrors: 60, networkErrorCodes: { ECONNREFUSED: 60 } };
      // The socket of `race` is unconnected: it hears no refusal.
      const all = queries(60, how === 'silent' || strategy === 'race' ? { timedOut: 60 } : refused);
      const target = { kind: 'vip' as const, address };
      return arm(strategy, 60, { a: all, aaaa: all, oneFailed: 0, bothFailed: 60, target });
    });
  const pods = ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 60)));
  const only = (arms: readonly ArmTally[]) => ({ ...evidence(), arms });
  const causes = (made: Evidence) => diagnose(made).map(({ cause, confidence: sure }) => [cause, sure]);

  it.each(['127.0.0.53', '127.0.0.1', '::1'])(
    'is certain where %s refuses everything, and is no VIP',
    (address) => {
      const made = only([...at(address, 'refused'), ...pods]);
      expect(causes(made)).toEqual([['nameserver-down', 0.95]]);
      expect(causes(without(at(address, 'refused')))).toEqual([['nameserver-down', 0.95]]);
      expect(apply(own, made)?.facts[1]).toContain(
        `${address} is a loopback address: it belongs to this pod itself`,
      );
    },
  );

  it('is possible where it is silent', () => {
    expect(causes(only([...at('127.0.0.53', 'silent'), ...pods]))).toContainEqual(['nameserver-down', 0.5]);
  });

  it('is likely where it is silent and everything else answers, a further nameserver as well', () => {
    const silent = at('127.0.0.53', 'silent');
    const served = to(SECOND, arm('nameserver', 60));
    expect(causes(only([...silent, ...pods, served]))).toContainEqual(['nameserver-down', 0.8]);
    const gone = endpointArm(ENDPOINTS[0] ?? '', dead('endpoint', 60, 60));
    const waits = only([...silent, ...pods.slice(1), gone, served]);
    expect(confidence(own, waits)).toBe(0.5);
  });

  it('is not found of another address, nor where TCP is answered, nor where nothing is asked', () => {
    const target = { kind: 'vip' as const, address: '127.0.0.53' };
    const overUdp = at('127.0.0.53', 'refused').filter(({ strategy }) => strategy !== 'tcp');
    const others = [[...at(VIP, 'refused'), ...pods], [...overUdp, arm('tcp', 60, { target })], pods];
    expect(others.map((arms) => apply(own, only(arms)))).toEqual([undefined, undefined, undefined]);
  });
});
