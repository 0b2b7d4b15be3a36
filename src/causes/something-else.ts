/** Queries are lost in a pattern that no known cause makes. */

import { type CounterOf, chainsTooLong, clashDrops, tableDrops } from '../compare/counts/counters.ts';
import { failures, over } from '../compare/counts/proportions.ts';
import { stretchFacts } from '../compare/counts/stretches.ts';
import { outOf } from '../compare/counts/wording.ts';
import { pathsOf, works } from '../compare/view/paths.ts';
import { misfitsInWords, patternInWords, wordsOf } from '../compare/view/pattern-words.ts';
import type { PatternId } from '../patterns/pattern.ts';
import type { Rule } from '../rules/rule.ts';
import { LIKELY } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** These patterns fit, but show only where the loss is: no cause follows from them alone. */
const UNNAMED: readonly PatternId[] = [
  'a-lost',
  'loss-by-vip',
  'loss-by-vip-above-a-rate',
  'loss-behind-vip',
  'clash-everywhere',
  'new-flows-lost',
  'new-flows-by-vip-lost',
  'whole-flows-lost',
];
/** Patterns that conntrack explains if its drop counters rise with our losses: a full table, or ports that clash. */
const OF_NEW_FLOWS: readonly PatternId[] = ['new-flows-lost', 'new-flows-by-vip-lost', 'whole-flows-lost'];
const CLAIMING: readonly CounterOf[] = [tableDrops, clashDrops, chainsTooLong];
const BESIDE: readonly PatternId[] = ['idle-pods-fail', 'gone-pod-keeps-flow'];
const FEW_PAIRS = 5;
const CLEAR = 0.9;

const ownNames: Rule = {
  id: 'names-of-the-cluster-get-no-answer',
  predicts: ['own-names-lost'],
  argument:
    'Queries for names of the cluster get no answer, however they are sent. The same servers answer random names outside the cluster by the same path at once. So the servers are there, and the path carries packets. If the names of the cluster are lost over TCP as well, what the DNS servers ask for these names does not answer: the `kubernetes` plugin of CoreDNS, or the `kubedns` container behind dnsmasq. If they are answered over TCP, something on the way drops queries over UDP by their name or their length.',
  when: (view) => {
    const support = view.losses().supportOf('own-names-lost');
    if (support === undefined) return undefined;
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    const [udp, tcp] = [add(vipUdp, directUdp), add(vipTcp, directTcp)];
    const random = view.evidence.arms.filter(({ scope }) => scope === 'uncached');
    return {
      confidence: Math.min(NAMED_BY_PATTERN, support.confidence),
      facts: [
        `queries for names of the cluster that got no answer: ${outOf(udp)} over UDP, ${outOf(tcp)} over TCP`,
        `queries for random names outside that got none: ${outOf(over(random, failures))}`,
        ...(tcp.trials === 0 ? [] : [works(tcp) ? BY_NAME : NO_SOURCE]),
      ],
    };
  },
};

/** The confidence where a pattern fits alone, and belongs to no known cause. */
const NAMED_BY_PATTERN = 0.6;
const BY_NAME =
  'over TCP the same names are answered: so a filter on the way (DNS inspection of a firewall) drops queries over UDP by their name or their length';
const NO_SOURCE =
  'over TCP they get none either, so the DNS servers run, and what they ask for names of the cluster does not answer: the Kubernetes API (plugin `kubernetes` of CoreDNS), or the `kubedns` container behind dnsmasq';

const rule: Rule = {
  id: 'no-known-pattern',
  predicts: [],
  argument:
    'Enough queries are lost to see a pattern. Either the losses refute each known cause, and each combination of two, or the pattern that fits belongs to no known cause. So the verdict states the pattern itself.',
  when: (view) => {
    const { hypotheses, lostPairs, asks } = view.losses();
    const claimed = CLAIMING.some((counter) => view.excessOf(counter).kind === 'elevated')
      ? OF_NEW_FLOWS
      : [];
    const isOpen = (id: PatternId) => UNNAMED.includes(id) && !claimed.includes(id);
    const [best] = hypotheses;
    if (best === undefined || lostPairs < FEW_PAIRS) return undefined;
    // A failing pod to which the VIP does not lead, or only one old flow does, explains nothing that is lost elsewhere.
    const unnamed = hypotheses.filter(
      ({ patterns }) =>
        patterns.some(({ id }) => isOpen(id)) &&
        patterns.every(({ id }) => isOpen(id) || BESIDE.includes(id)),
    );
    const isUnnamed = unnamed.reduce((sum, { posterior }) => sum + posterior, 0) >= CLEAR;
    if (best.misfits.length === 0 && !isUnnamed) return undefined;
    return {
      confidence: isUnnamed ? NAMED_BY_PATTERN : LIKELY,
      facts: [
        patternInWords(asks),
        ...stretchFacts(view.evidence),
        `closest known pattern: ${best.patterns.map((pattern) => wordsOf(pattern, view.first)).join(', and ')}`,
        ...(best.misfits.length === 0
          ? []
          : [`that pattern does not explain: ${misfitsInWords(best.misfits)}`]),
      ],
    };
  },
};

export const somethingElse: CauseDefinition<'something-else'> = {
  cause: 'something-else',
  rules: [rule, ownNames],
  remedies: [
    {
      change:
        'Read the logs of the DNS pods for errors of the Kubernetes API or of `kubedns`, and restart them one after the other. If TCP works, look at what inspects DNS between this node and the pods (`fivesec check` on another node shows whether it is before this node)',
      onlyFor: [ownNames.id],
    },
    {
      change:
        'Run `fivesec check --duration 2m` on this node while lookups stall, and on another node at the same time',
    },
    {
      change:
        'Capture on the node (`tcpdump -ni any port 53`) to find the last interface that a lost query passed',
    },
    { change: 'Report the pattern to the fivesec project' },
  ],
  askNext: ['pair', 'race', 'separate', 'sequential', 'endpoint', 'tcp'],
};
