/** The network loses datagrams of all kinds. This is what is left when every other cause that loses them is ruled out. */

import { confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../../statistics/confidence.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { fisherGreater } from '../../statistics/tests.ts';
import type { CauseDefinition } from '../cause-definition.ts';
import { behindVip, shareOfUnhealthy } from '../compare/behind-vip.ts';
import type { CounterExcess, CounterOf } from '../compare/counters.ts';
import { backlogDrops, conntrackDrops, ownBufferDrops } from '../compare/counters.ts';
import { allFailed, failures, over, ratio } from '../compare/rates.ts';
import { APART } from '../compare/sorted-evidence.ts';
import type { View } from '../compare/view.ts';
import type { Rule } from '../rule.ts';
import { NODE_LOCAL, USE_VC } from '../shared-remedies.ts';
import { atMost, joined, outOf } from '../wording.ts';

/** Whoever else loses datagrams of every kind has a counter of its own. */
const RIVALS: readonly { readonly name: string; readonly pick: CounterOf }[] = [
  { name: 'conntrack', pick: conntrackDrops },
  { name: "the CPUs' backlog", pick: backlogDrops },
  { name: "fivesec's receive buffer", pick: ownBufferDrops },
];

const ENOUGH = 3;

const rule: Rule = {
  id: 'everything-loses-alike',
  argument:
    'Every way to ask over UDP loses about the same, the DNS pods asked directly as well, so neither the VIP nor the pair nor one pod is to blame; and none of the counters moves that would own up to it. A counter that can not be read rules nothing out: then packet loss is possible, and no more.',
  when: (view) => {
    const vip = view.failures(view.byVip('staggered', ...APART));
    const direct = directLoss(view);
    if (vip.failures + direct.failures < ENOUGH || allFailed(vip)) return undefined;
    const alike = alikeness(view, vip, direct);
    const rivals = RIVALS.map(({ name, pick }) => ({ name, found: view.excessOf(pick) }));
    return {
      confidence: Math.min(alike, ...rivals.map(({ found }) => ruledOut(found))),
      facts: [
        `by the VIP, A and AAAA apart: lost ${outOf(vip)}`,
        `straight to the pods: lost ${atMost(direct)}`,
        ...rivals.flatMap(({ name, found }) => (found.kind === 'unknown' ? [`${name}: ${found.why}`] : [])),
        ...quietRivals(rivals),
      ],
    };
  },
};

export const packetLoss: CauseDefinition<'packet-loss'> = {
  cause: 'packet-loss',
  predicts: ['loss-everywhere'],
  rules: [rule],
  remedies: [
    { change: "Look at the node's links, its overlay and MTU, and the cloud's packet limits (`ethtool -S`)" },
    { change: 'Compare with other nodes: is it this one, or all?' },
    USE_VC,
    NODE_LOCAL,
  ],
  askNext: ['endpoint', 'separate', 'race'],
};

/** Loss straight to the pods that are not unhealthy. */
function directLoss({ health: { healthy } }: View): Proportion {
  return {
    failures: healthy.reduce((sum, { udp }) => sum + udp.failures, 0),
    trials: healthy.reduce((sum, { udp }) => sum + udp.trials, 0),
  };
}

function alikeness(view: View, vip: Proportion, direct: Proportion): number {
  if (direct.trials === 0) return POSSIBLE;
  if (direct.failures === 0) {
    // Nothing lost to the pods: enough tries to expect some, and it is the VIP's way alone that loses.
    return direct.trials * ratio(vip) >= ENOUGH || view.health.unhealthy.length > 0 ? 0 : POSSIBLE;
  }
  if (view.health.unhealthy.length > 0) return behindVip(view, shareOfUnhealthy(view)) ? 0.7 : POSSIBLE;
  const uneven = Math.min(fisherGreater(vip, direct), fisherGreater(direct, vip)) * 2;
  if (confidenceOf(uneven) > POSSIBLE) return POSSIBLE;
  // Losses of one pod alone, or of AAAA alone, may be that pod's or that question's, too few as yet to show it.
  const losing = view.health.healthy.filter(({ udp }) => udp.failures > 0);
  if (losing.length === 1 && view.endpoints.length > 1) return POSSIBLE;
  if (view.qtypes.length > 1 && oneSided(view)) return POSSIBLE;
  return direct.failures >= ENOUGH ? 0.9 : 0.75;
}

function oneSided(view: View): boolean {
  const direct = view.arms.filter(
    ({ target, transport }) => target.kind === 'endpoint' && transport === 'udp',
  );
  const all = [...view.byVip('staggered', ...APART), ...direct];
  const [a, aaaa] = [over(all, failures, ['A']), over(all, failures, ['AAAA'])];
  return a.failures === 0 || aaaa.failures === 0 || confidenceOf(view.aaaaChance) > 0;
}

function ruledOut(found: CounterExcess): number {
  switch (found.kind) {
    case 'unchanged':
      return 1;
    case 'expected':
      return found.excluded ? LIKELY : POSSIBLE;
    case 'elevated':
      return found.explains ? UNLIKELY : POSSIBLE;
    case 'unknown':
      return UNLIKELY;
  }
}

function quietRivals(rivals: readonly { readonly name: string; readonly found: CounterExcess }[]): string[] {
  const quiet = rivals.filter(({ found }) => found.kind === 'unchanged' || found.kind === 'expected');
  return quiet.length === 0
    ? []
    : [`no more drops than usual are counted by ${joined(quiet.map(({ name }) => name))}`];
}
