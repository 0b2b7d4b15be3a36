import { describe, expect, it } from 'vitest';
import { viewOf } from '../../src/compare/view/view.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import { FRESH } from '../../src/domain/strategy.ts';
import { podsFailByPacket } from '../../src/patterns/chosen.ts';
import { podsFail, VIP_LEADS_ASTRAY } from '../../src/patterns/servers.ts';
import {
  arm,
  armsOf,
  counted,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  fates,
  lossy,
  lostQueries,
  queries,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';
import { claimedWith, saidWith } from '../worlds/said.ts';
import type { Mechanism } from '../worlds/world.ts';

const everythingFails = ruleOf('endpoint-down', 'nobody-answers');
const endpointDown = ruleOf('endpoint-down', 'one-pod-fails-directly');

const [FIRST = ''] = ENDPOINTS;
const sick = endpointArm(FIRST, dead('endpoint', 50, 50));
const down = armsOf(podsFail(FIRST), [1, 1, 1, 0.5]);
const udpByVip = [...FRESH, 'sticky' as const].map((strategy) => dead(strategy, 20, 20));
const udpDirect = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 20)));
const tcpByVip = dead('tcp', 20, 20);
const tcpDirect = ENDPOINTS.map((address) =>
  endpointArm(address, dead('endpoint', 20, 20, { transport: 'tcp' })),
);

describe('endpoint-down', () => {
  it('is certain when one pod fails directly and the VIP loses its share', () => {
    expect(named(evidence(down))).toEqual(['endpoint-down']);
    expect(apply(endpointDown, evidence(down))?.facts.join()).toContain(FIRST);
  });

  it('is only possible when the pod answers a part of very few queries', () => {
    const half = armsOf(podsFail(FIRST), [0.5, 1, 0, 0.5]);
    const one = queries(2, { timedOut: 1 });
    const few = half
      .filter(({ target, transport }) => target.address !== FIRST || transport === 'udp')
      .map((made) =>
        made.target.address === FIRST
          ? endpointArm(FIRST, arm('endpoint', 2, { a: one, aaaa: one, oneFailed: 0, bothFailed: 1 }))
          : made,
      );
    expect(confidence(endpointDown, evidence([], { arms: few }))).toBeLessThanOrEqual(0.5);
    expect(confidence(endpointDown, evidence(half))).toBeGreaterThan(0.5);
  });

  it('is only possible when the VIP loses nothing: the pod is behind it no more', () => {
    expect(apply(endpointDown, evidence([sick]))).toMatchObject({ confidence: 0.5, isMinor: true });
  });

  it('is only possible when few flows lead there and the standing socket is one of them: its entry may be stale', () => {
    const few = armsOf(podsFail(FIRST), [1, 1, 1, 0.03]);
    const standing = few.map((made) => (made.strategy === 'sticky' ? dead('sticky', 4, 4) : made));
    expect(confidence(endpointDown, evidence(standing))).toBeLessThanOrEqual(0.5);
    const half = down.map((made) => (made.strategy === 'sticky' ? dead('sticky', 4, 4) : made));
    expect(confidence(endpointDown, evidence(half))).toBeGreaterThan(0.5);
  });

  it('is only possible when the drops of a full table match the losses, and the pod answers a part', () => {
    const half = armsOf(podsFail(FIRST), [0.5, 1, 0, 0.5]);
    const lost = lostQueries(half);
    const full = lossy(lost, { conntrack: counted({ drop: lost }) });
    expect(confidence(endpointDown, evidence(half))).toBeGreaterThan(0.5);
    expect(confidence(endpointDown, evidence(half, full))).toBeLessThanOrEqual(0.5);
    expect(confidence(endpointDown, evidence(down, full))).toBeGreaterThan(0.5);
  });

  it('is minor when no known pod answers directly, and the VIP loses nothing', () => {
    const blocked = [...udpDirect, ...tcpDirect];
    const found = apply(endpointDown, evidence(blocked));
    expect(found).toMatchObject({ confidence: 0.5, isMinor: true });
    expect(found?.facts.join()).toContain('out of date');
    expect(diagnose(evidence(blocked))[0]).toMatchObject({ cause: 'endpoint-down' });
  });

  it('states the share of the VIP that was read, and is idle where no query was sent to the pod', () => {
    const [, SECOND = ''] = ENDPOINTS;
    const half = { [FIRST]: { queries: 20, lost: 20 }, [SECOND]: { queries: 30, lost: 0 } };
    const used = evidence(down, { flows: fates({ lost: 20, unreplied: { [FIRST]: 20 }, chosen: half }) });
    expect(apply(endpointDown, used)?.facts).toEqual(
      expect.arrayContaining([
        'about 40 % of the flows via the VIP lead there',
        expect.stringContaining(`20 unreplied to ${FIRST}`),
      ]),
    );
    expect(confidence(endpointDown, used)).toBe(confidence(endpointDown, evidence(down)));
    const idle = fates({ chosen: { [SECOND]: { queries: 30, lost: 0 } } });
    expect(confidence(endpointDown, evidence(down, { flows: idle }))).toBe(0.5);
  });

  it('is only possible where the only pod that is known answers a part of the queries', () => {
    const made = evidence(armsOf(podsFail(FIRST), [0.6, 1, 0, 0.5]));
    const only = { ...made, arms: made.arms.filter(({ target }) => target.address !== ENDPOINTS[1]) };
    expect(confidence(endpointDown, only)).toBeLessThanOrEqual(0.5);
  });

  it('is less than possible where TCP to the only known pod never fails: `packet-loss` comes first', () => {
    const made = evidence(armsOf(podsFail(FIRST), [0.6, 1, 0, 0.75]));
    const only = { ...made, arms: made.arms.filter(({ target }) => target.address !== ENDPOINTS[1]) };
    expect(confidence(endpointDown, only)).toBe(0.4);
    expect(diagnose(only)[0]).toMatchObject({ cause: 'packet-loss', confidence: 0.5 });
  });

  it('is possible and idle where all listed pods are silent and the VIP loses nothing: the list may be old', () => {
    const made = evidence([...udpDirect, ...tcpDirect]);
    expect(apply(endpointDown, made)).toMatchObject({ confidence: 0.5, isMinor: true });
    expect(diagnose(made).map(({ cause }) => cause)).toEqual(['endpoint-down']);
  });

  it('is weaker for half a minute after the set of pods has changed, and not longer', () => {
    const made = evidence(down);
    const changed = (msBefore: number) => {
      const endpointsChangedAt = made.startedAt + made.windowMs - msBefore;
      return { ...made, context: { ...made.context, endpointsChangedAt } };
    };
    expect(confidence(endpointDown, changed(29_000))).toBe(0.5);
    expect(confidence(endpointDown, changed(31_000))).toBe(confidence(endpointDown, made));
  });

  it('comes after a cause that explains most of what the VIP loses', () => {
    const few = armsOf(podsFail(FIRST), [1, 1, 1, 0.1]).map((made) =>
      made.strategy === 'pair' || made.strategy === 'separate' || made.strategy === 'sequential'
        ? dead(made.strategy, 50, 30)
        : made,
    );
    expect(apply(endpointDown, evidence(few))?.isMinor).toBe(true);
    expect(apply(endpointDown, evidence(down))?.isMinor).toBe(false);
  });

  it('is not found when the pods lose alike', () => {
    const alike = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 50, 5)));
    expect(apply(endpointDown, evidence(alike))).toBeUndefined();
  });
});

describe('where no DNS pod is known', () => {
  const unknown = (arms: readonly ArmTally[]) => {
    const made = evidence([], { arms: arms.filter(({ target }) => target.kind === 'vip') });
    return { ...made, context: { ...made.context, endpoints: [] } };
  };
  const rule = ruleOf('endpoint-down', 'unknown-pod-behind-the-vip-fails');

  it('one of those behind the VIP is possible, and comes before a stale rule', () => {
    for (const share of [0.1, 0.33, 0.5]) {
      const made = unknown(armsOf(VIP_LEADS_ASTRAY, [share, 1]));
      expect(confidence(rule, made)).toBe(0.5);
      const causes = diagnose(made, viewOf(made)).map(({ cause }) => cause);
      expect(causes[0]).toBe('endpoint-down');
      expect(apply(rule, made)?.facts.join()).toContain('--endpoint');
    }
  });

  it('is not found where TCP works, nearly all is lost, or a pod is known', () => {
    for (const values of [
      [0.33, 0],
      [1, 1],
    ])
      expect(apply(rule, unknown(armsOf(VIP_LEADS_ASTRAY, values)))).toBeUndefined();
    expect(apply(rule, evidence(armsOf(VIP_LEADS_ASTRAY, [0.33, 1])))).toBeUndefined();
  });
});

describe('when nobody answers at all', () => {
  it('all pods are down, or shut off from here: that is likelier than not', () => {
    const dark = evidence([...udpByVip, ...udpDirect, tcpByVip, ...tcpDirect]);
    expect(confidence(everythingFails, dark)).toBe(0.6);
    expect(named(dark)).toEqual(['endpoint-down']);
  });

  it('dead pods are only possible where TCP was not tried, or where the VIP refuses', () => {
    expect(confidence(everythingFails, evidence([], { arms: [...udpByVip, ...udpDirect] }))).toBe(0.5);
    const told = queries(20, { networkErrors: 2, timedOut: 18 });
    const refused = FRESH.map((strategy) => arm(strategy, 20, { a: told, aaaa: told, bothFailed: 20 }));
    const dark = evidence([...refused, ...udpDirect, tcpByVip, ...tcpDirect]);
    expect(confidence(everythingFails, dark)).toBe(0.5);
  });

  it('every pod refuses where each connection to each pod and to the VIP is reset', () => {
    const gone = queries(200, { networkErrors: 200 });
    const reset = (strategy: 'tcp' | 'endpoint') =>
      arm(strategy, 200, { transport: 'tcp', a: gone, aaaa: gone, bothFailed: 200 });
    const direct = ENDPOINTS.map((address) => endpointArm(address, reset('endpoint')));
    const refusing = evidence([...udpByVip, ...udpDirect, reset('tcp'), ...direct]);
    expect(confidence(ruleOf('endpoint-down', 'every-pod-refuses'), refusing)).toBe(0.8);
    expect(named(refusing)).toEqual(['endpoint-down']);
    for (const other of [
      [reset('tcp'), ...tcpDirect],
      [tcpByVip, ...direct],
    ])
      expect(
        apply(ruleOf('endpoint-down', 'every-pod-refuses'), evidence([...udpByVip, ...udpDirect, ...other])),
      ).toBeUndefined();
    // The other one is gone, and still in the list: the VIP never waits, so it leads to the one that refuses.
    const stale = [reset('tcp'), ...direct.slice(1), ...tcpDirect.slice(0, 1)];
    const made = evidence([...udpByVip, ...udpDirect, ...stale]);
    expect(confidence(ruleOf('endpoint-down', 'every-pod-refuses'), made)).toBe(0.8);
    expect(named(made)).toEqual(['endpoint-down']);
  });

  it('names pods that refuse connections at times, and not the network', () => {
    const some = queries(60, { networkErrors: 22 });
    const crashing = ENDPOINTS.flatMap((address) =>
      (['udp', 'tcp'] as const).map((transport) =>
        endpointArm(address, arm('endpoint', 60, { transport, a: some, aaaa: some, bothFailed: 22 })),
      ),
    );
    const byVip = FRESH.map((strategy) => arm(strategy, 60, { a: some, aaaa: some, bothFailed: 22 }));
    const tcp = arm('tcp', 60, { a: some, aaaa: some, bothFailed: 22 });
    const [first] = diagnose(evidence([...byVip, tcp, ...crashing]));
    expect(first).toMatchObject({ cause: 'endpoint-down', rule: 'pods-refuse-at-times', confidence: 0.8 });
  });
});

describe('facts about a pod that fails at times', () => {
  const lossy: Mechanism = { kind: 'pod', pods: [1], state: { how: 'lossy', share: 0.3 } };
  const noUdp: Mechanism = { kind: 'filter', segment: { at: 'to-pod', pod: 1 }, drops: 'udp' };
  const factsOf = (fault: Mechanism) =>
    saidWith([fault])
      .flatMap(({ cause, facts }) => (cause === 'endpoint-down' ? facts : []))
      .join();

  it('do not say that only its UDP fails: TCP hides what it repeats', () => {
    expect(factsOf(lossy)).not.toContain('its UDP fails');
    expect(factsOf(noUdp)).toContain('its UDP fails');
  });

  it('give no share of the flows: the losses show it only where the pod answers nothing', () => {
    expect(factsOf(lossy)).toContain('a share of the flows via the VIP leads there');
    expect(factsOf({ kind: 'pod', pods: [1], state: { how: 'silent' } })).toMatch(/about 3\d % of the flows/);
  });
});

describe('endpoint-down, by the way in which the VIP chooses', () => {
  const dropped: Mechanism = { kind: 'dropped-by-node', pod: 1 };

  it('is claimed where the node drops what leads to one pod, and TCP gets through on its second packet', () => {
    expect(claimedWith([dropped])).toEqual(['endpoint-down']);
    const [first] = saidWith([dropped], { pods: 2, weights: [0.5, 0.5] });
    expect(first).toMatchObject({ cause: 'endpoint-down', rule: 'the-node-drops-what-leads-to-a-pod' });
    expect(first?.confidence).toBeGreaterThanOrEqual(0.8);
    expect(first?.facts.join()).toMatch(
      /the first packet of a new flow via the VIP is lost in \d\d % of the flows/,
    );
  });

  it('is not that of the node where both queries of a socket share their fate', () => {
    const [first] = saidWith([{ kind: 'pod', pods: [1], state: { how: 'silent' } }]);
    expect(first).toMatchObject({ cause: 'endpoint-down', rule: 'one-pod-fails-directly' });
  });

  const verdict = (arms: ReturnType<typeof armsOf>) =>
    diagnose(evidence(arms, lossy(lostQueries(arms)))).find(({ cause }) => cause === 'endpoint-down');

  it('is sure where each packet may go to the pod that is down', () => {
    const made = verdict(armsOf(podsFailByPacket(FIRST), [1, 1, 1, 0.33]));
    expect(made?.confidence).toBeGreaterThanOrEqual(0.8);
    expect(made?.facts.join()).not.toContain('do not match');
  });

  it('is possible where all over UDP via the VIP fails and nothing over TCP, and says that affinity may be the reason', () => {
    const made = apply(endpointDown, evidence([...udpByVip, sick, { ...sick, transport: 'tcp' }]));
    expect(made?.confidence).toBe(0.5);
    expect(made?.facts.join()).toContain(
      'Session affinity may keep the UDP flows of this client at this pod',
    );
  });
});
