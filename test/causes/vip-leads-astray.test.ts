import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { NEW_FLOWS_BY_VIP_LOST } from '../../src/patterns/everywhere.ts';
import { VIP_LEADS_ASTRAY } from '../../src/patterns/servers.ts';
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
  lost,
  lostQueries,
  queries,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('vip-leads-astray', 'flows-by-the-vip-vanish');
const drawnAgain = ruleOf('vip-leads-astray', 'each-packet-of-a-new-flow-is-drawn-again');

/** What the evidence of a healthy path has via the VIP, with a fresh socket. */
const FRESH = ['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen'] as const;

/** A third of the flows is lost: with one socket both queries of a pair, with two each by itself. */
function aThirdOf(strategy: Strategy) {
  if (strategy !== 'separate' && strategy !== 'reopen') return dead(strategy, 99, 33);
  const third = queries(99, { timedOut: 33 });
  return arm(strategy, 99, { a: third, aaaa: third, oneFailed: 44, bothFailed: 11 });
}
/** The socket that stays open has one of the lost flows. */
const astray = [...[...FRESH, 'tcp' as const].map(aThirdOf), dead('sticky', 100, 100)];

describe('vip-leads-astray', () => {
  it('is claimed where the VIP refuses TCP at once and no pod does, though the share is that of one pod', () => {
    const half = (changes: Parameters<typeof queries>[1]) =>
      arm('tcp', 99, { a: queries(99, changes), aaaa: queries(99, changes), bothFailed: 49 });
    const others = armsOf(VIP_LEADS_ASTRAY, [0.5, 1]).filter(({ strategy }) => strategy !== 'tcp');
    const refused = evidence([
      ...others,
      half({ networkErrors: 49, networkErrorCodes: { ECONNREFUSED: 49 } }),
    ]);
    const silent = evidence([...others, half({ timedOut: 49 })]);
    expect(confidence(rule, silent)).toBe(0.5);
    expect(confidence(rule, refused)).toBeGreaterThan(0.5);
    expect(apply(rule, refused)?.facts.join()).toMatch(/refused at once: 98 of 198(?!.*another explanation)/);
  });

  it('is named when a share of the flows gets no answer and every known pod answers', () => {
    expect(named(evidence(astray))).toEqual(['vip-leads-astray']);
    expect(apply(rule, evidence(astray))?.facts[0]).toMatch(/^about (33|40|25) % of the flows/);
  });

  it('is at most possible where most answers come from other addresses, even if the table shows where all was sent', () => {
    const sent = { flows: fates({ lost: 100, elsewhere: { '10.244.0.9': 100 } }) };
    const [raced, ...others] = [...astray].sort(({ strategy }) => (strategy === 'race' ? -1 : 1));
    const from = (wrongSource: number) => {
      const some = queries(99, { timedOut: 33, wrongSource });
      return evidence([{ ...(raced ?? arm('race', 99)), a: some, aaaa: some }, ...others], sent);
    };
    expect([0, 20].map((count) => confidence(rule, from(count)))).toEqual([0.6, 0.5]);
  });

  it('is at most possible where the share is that of one of the known pods: their path may lose it', () => {
    const half = armsOf(VIP_LEADS_ASTRAY, [0.5, 1]);
    expect(confidence(rule, evidence(half))).toBe(0.5);
    expect(apply(rule, evidence(half))?.facts.join()).toContain('`fivesec check --flows` shows which');
    const led = fates({ lost: 12, elsewhere: { '10.244.9.9': 12 } });
    expect(confidence(rule, evidence(half, { flows: led }))).toBeGreaterThan(0.5);
  });

  it('is at most possible where fewer flows are lost than a stale backend gets', () => {
    expect(confidence(rule, evidence(armsOf(VIP_LEADS_ASTRAY, [0.02, 1])))).toBeLessThanOrEqual(0.5);
  });

  it('is not found where everything via the VIP is lost: that is `vip-unreachable`', () => {
    const made = evidence([...FRESH, 'tcp' as const, 'sticky' as const].map((one) => dead(one, 99, 99)));
    expect(apply(rule, made)).toBeUndefined();
    expect(named(made)).toEqual(['vip-unreachable']);
  });

  it('is at most possible where the known DNS pods lose about as much themselves', () => {
    const lossy = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 99, 40)));
    expect(confidence(rule, evidence([...astray, ...lossy]))).toBeLessThanOrEqual(0.5);
  });

  it('is at most possible within half a minute of a change of the DNS pods', () => {
    const made = evidence(astray);
    const changed = (msBefore: number) => {
      const endpointsChangedAt = made.startedAt + made.windowMs - msBefore;
      return { ...made, context: { ...made.context, endpointsChangedAt } };
    };
    expect(confidence(rule, changed(29_000))).toBe(0.5);
    expect(apply(rule, changed(29_000))?.facts.join()).toContain('the set of DNS pods has just changed');
    const podDown = ruleOf('endpoint-down', 'unknown-pod-behind-the-vip-fails');
    expect(apply(podDown, changed(29_000))?.facts.join()).toContain('a pod that left may be down');
    expect(apply(podDown, changed(31_000))).toBeUndefined();
    expect(confidence(rule, changed(31_000))).toBe(confidence(rule, made));
    expect(confidence(rule, made)).toBeGreaterThan(0.5);
  });

  it('is at most possible where no DNS pod is known', () => {
    const made = evidence(astray);
    const unknown = {
      ...made,
      arms: made.arms.filter(({ target }) => target.kind === 'vip'),
      context: { ...made.context, endpoints: [] },
    };
    expect(confidence(rule, unknown)).toBeLessThanOrEqual(0.5);
    expect(apply(rule, unknown)?.facts.join()).toMatch(/^about(?!.*known DNS pods, and)/);
  });

  it('rests on the entries of the conntrack table where they are read', () => {
    const made = evidence(astray);
    const race = aThirdOf('race');
    const fromWrongSource = { ...race, a: { ...race.a, wrongSource: 1 } };
    const doubtful = evidence([...astray.filter(({ strategy }) => strategy !== 'race'), fromWrongSource]);
    expect(confidence(rule, doubtful)).toBe(0.5);
    const led = fates({ lost: 12, elsewhere: { '10.244.9.9': 12 } });
    expect(confidence(rule, { ...doubtful, flows: led })).toBe(confidence(rule, made));
    expect(apply(rule, { ...made, flows: led })?.facts.join()).toContain('12 to 10.244.9.9');
    const dropped = fates({ lost: 12, noEntry: 12 });
    expect(confidence(rule, { ...made, flows: dropped })).toBe(0.5);
    const [pod = ''] = ENDPOINTS;
    const refuted = fates({ lost: 12, unreplied: { [pod]: 12 } });
    expect(confidence(rule, { ...made, flows: refuted })).toBe(0.3);
  });

  it('gives way where a pod fails directly, and where nothing passes the VIP', () => {
    const [first = ''] = ENDPOINTS;
    const sick = [dead('endpoint', 50, 50), dead('endpoint', 50, 50, { transport: 'tcp' })].map((made) =>
      endpointArm(first, made),
    );
    expect(named(evidence([...astray, ...sick]))).not.toContain('vip-leads-astray');
    const nothing = [...FRESH, 'tcp' as const].map((strategy) => dead(strategy, 99, 99));
    expect(apply(rule, evidence(nothing))).toBeUndefined();
  });

  it('is only possible unless the share is that of one more address: the VIP may spread unevenly, or its rules have gone meanwhile', () => {
    const confidenceAt = (share: number) => {
      const lost = armsOf(VIP_LEADS_ASTRAY, [share, 1]);
      return confidence(rule, evidence(lost, lossy(lostQueries(lost))));
    };
    expect(confidenceAt(0.33)).toBeGreaterThan(0.5);
    for (const share of [0.15, 0.6, 0.9]) expect(confidenceAt(share)).toBe(0.5);
  });

  it('is quiet on a healthy path', () => {
    expect(apply(rule, evidence())).toBeUndefined();
  });
});

describe('a target without a route', () => {
  const third = armsOf(NEW_FLOWS_BY_VIP_LOST, [0.33, 0.33, 0]);
  const flat = lossy(lostQueries(third));

  it('is likely where the second packet of a new flow is lost as often as the first', () => {
    expect(confidence(drawnAgain, evidence(third, flat))).toBe(0.65);
    expect(named(evidence(third, flat))[0]).toBe('vip-leads-astray');
    expect(apply(drawnAgain, evidence(third, flat))?.facts.join()).toContain('again for each packet');
  });

  it('is not found where only the first packet is lost, nearly all flows are, or TCP fails as often', () => {
    for (const values of [
      [0.33, 0, 0],
      [0.33, 0.7, 0],
      [1, 0.7, 0],
      [0.2, 0.15, 1],
      [0.1, 0, 0],
    ])
      expect(
        apply(drawnAgain, evidence(armsOf(NEW_FLOWS_BY_VIP_LOST, values))),
        values.join(),
      ).toBeUndefined();
  });

  it("is not found where no DNS pod is known, or where conntrack counts the losses as drops or can't be read", () => {
    const byVip = third.filter(({ target }) => target.kind === 'vip');
    expect(apply(drawnAgain, evidence([], { ...flat, arms: byVip }))).toBeUndefined();
    expect(apply(drawnAgain, evidence(third))).toBeUndefined();
    const lost = lostQueries(third);
    const counters = lossy(lost, { conntrack: counted({ drop: lost, insertFailed: lost }) });
    expect(apply(drawnAgain, evidence(third, counters))).toBeUndefined();
  });

  it('is the DNS pod that fails when asked directly, where there is one', () => {
    const [gone = ''] = ENDPOINTS;
    const withGone = third.map((made) =>
      made.target.address === gone && made.transport === 'udp'
        ? endpointArm(gone, dead('endpoint', 50, 50))
        : made,
    );
    const made = evidence(withGone, lossy(lostQueries(withGone)));
    expect(confidence(drawnAgain, made)).toBe(0.5);
    expect(named(made)[0]).toBe('endpoint-down');
    const dropped = ruleOf('endpoint-down', 'the-node-drops-what-leads-to-a-pod');
    expect(confidence(dropped, made)).toBe(0.65);
    expect(apply(dropped, made)?.facts.join()).toContain(`ip route get ${gone}`);
    expect(apply(dropped, evidence(third, flat))).toBeUndefined();
  });
});

describe('an address behind the VIP that is no DNS pod, in the conntrack table', () => {
  const tableRule = ruleOf('vip-leads-astray', 'the-table-shows-a-dead-address');
  const [first = '', second = ''] = ENDPOINTS;
  const chosen = {
    [first]: { queries: 400, lost: 8 },
    [second]: { queries: 400, lost: 8 },
    '10.244.9.9': { queries: 400, lost: 400 },
  };
  const flows = fates({
    chosen,
    lost: 416,
    elsewhere: { '10.244.9.9': 400 },
    unreplied: { [first]: 8, [second]: 8 },
  });
  /** A third of the flows leads astray, and the path to the VIP loses 2 % of the rest. */
  const twoFaults = astray.map((made) =>
    made.strategy === 'sticky'
      ? lost(arm('sticky', 100), { onlyA: 2 })
      : { ...made, oneFailed: made.oneFailed + 3, a: { ...made.a, timedOut: made.a.timedOut + 3 } },
  );

  it('is named beside a second fault that loses single queries', () => {
    expect(confidence(tableRule, evidence(twoFaults, { flows }))).toBe(0.8);
    expect(diagnose(evidence(twoFaults, { flows }))[0]?.cause).toBe('vip-leads-astray');
  });

  it('is only possible if TCP via the VIP never fails: the address answers over TCP', () => {
    const udpOnly = evidence([...twoFaults.filter(({ strategy }) => strategy !== 'tcp'), arm('tcp', 100)], {
      flows,
    });
    expect(confidence(tableRule, udpOnly)).toBe(0.5);
    const alone = astray.filter(({ strategy }) => strategy !== 'tcp');
    expect(confidence(rule, evidence([...alone, arm('tcp', 100)], { flows }))).toBeLessThanOrEqual(0.5);
  });

  it('is not found if the address answered a part, or no other one did', () => {
    const partly = fates({ chosen: { ...chosen, '10.244.9.9': { queries: 400, lost: 300 } } });
    expect(apply(tableRule, evidence(twoFaults, { flows: partly }))).toBeUndefined();
    const alone = fates({ chosen: { '10.244.9.9': { queries: 400, lost: 400 } } });
    expect(apply(tableRule, evidence(twoFaults, { flows: alone }))).toBeUndefined();
    expect(apply(tableRule, evidence(twoFaults))).toBeUndefined();
  });

  it('is less likely than a DNS pod that is down where no pod is known: the table does not show which it is', () => {
    const made = evidence(astray, {
      flows: fates({ ...flows, lost: 400, chosen, unreplied: { '10.244.9.9': 400 } }),
    });
    const unknown = {
      ...made,
      arms: made.arms.filter(({ target }) => target.kind === 'vip'),
      context: { ...made.context, endpoints: [] },
    };
    expect(diagnose(unknown).map(({ cause, confidence: sure }) => [cause, sure])).toEqual([
      ['endpoint-down', 0.5],
      ['vip-leads-astray', 0.4],
    ]);
  });
});
