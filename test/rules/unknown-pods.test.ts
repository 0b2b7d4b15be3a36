/** A VIP behind which no DNS pod is known, and the node's conntrack table is read. */

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { REGULAR, type Strategy } from '../../src/domain/strategy.ts';
import { VIP_LEADS_ASTRAY } from '../../src/patterns/servers.ts';
import { arm, armsOf, dead, evidence, fates, VIP } from '../diagnosis/evidences.ts';
import { apply, ruleOf } from '../diagnosis/findings.ts';

const ONE_FLOW: readonly Strategy[] = ['pair', 'race', 'staggered', 'sequential', 'tcp'];
const BY_VIP: readonly Strategy[] = [...ONE_FLOW, 'separate', 'reopen'];

function unknown(arms: Evidence['arms'], flows: Parameters<typeof fates>[0]): Evidence {
  const made = evidence();
  return { ...made, arms, flows: fates(flows), context: { ...made.context, endpoints: [] } };
}

function first(made: Evidence) {
  const [{ cause, confidence } = { cause: undefined, confidence: 0 }] = diagnose(made);
  return [cause, confidence];
}

describe('if nothing via the VIP is answered', () => {
  const nothing = BY_VIP.filter((one) => REGULAR.includes(one)).map((one) => dead(one, 50, 50));
  const all = { queries: 600, lost: 600 };

  it('the VIP leads nowhere where the node does not rewrite it', () => {
    const made = unknown(nothing, { chosen: { [VIP]: all }, lost: 600, unreplied: { [VIP]: 600 } });
    expect(first(made)).toEqual(['vip-unreachable', 0.8]);
  });

  it('answers are lost on the way back where the node has seen them', () => {
    const made = unknown(nothing, { chosen: { one: all }, lost: 600, replied: { one: 600 } });
    expect(first(made)).toEqual(['packet-loss', 0.5]);
    const back = ruleOf('packet-loss', 'answers-reach-the-node-and-not-the-pod');
    expect(
      apply(back, unknown(nothing, { lost: 600, replied: { one: 300 }, unreplied: { one: 300 } })),
    ).toBeUndefined();
    expect(apply(back, unknown([arm('pair', 50)], { lost: 9, replied: { one: 9 } }))).toBeUndefined();
  });

  it('either may be the reason where the table was not read', () => {
    const made = { ...evidence(), arms: nothing };
    expect(first({ ...made, context: { ...made.context, endpoints: [] } })).toEqual(['vip-unreachable', 0.5]);
  });
});

const POSSIBLE_CAUSES: readonly string[] = ['endpoint-down', 'vip-leads-astray'];

it('where the set of DNS pods has just changed, a pod that left may have been down for seconds: no connection over TCP fails', () => {
  const made = evidence(armsOf(VIP_LEADS_ASTRAY, [0.04, 0]));
  const changed = { ...made.context, endpointsChangedAt: made.startedAt + made.windowMs - 5_000 };
  const said = (one: Evidence) =>
    diagnose(one).flatMap(({ cause, confidence }) =>
      POSSIBLE_CAUSES.includes(cause) ? [`${cause} ${confidence}`] : [],
    );
  expect(said({ ...made, context: changed })).toEqual(['endpoint-down 0.5', 'vip-leads-astray 0.4']);
  expect(said(made)).toEqual(['vip-leads-astray 0.5']);
});
