/** One nameserver of resolv.conf does not answer: another one does, or it is the pod's own. */

import { tableDrops } from '../compare/counts/counters.ts';
import { allFailed, failedPairs, over, ratio, refusedQueries } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { explainsLittle } from '../compare/harm.ts';
import { deadFamily, familyFact } from '../compare/servers/served-by.ts';
import {
  furtherThatServe,
  nameserverArms,
  outsideService,
  ownResolver,
  pathsOf,
  works,
} from '../compare/view/paths.ts';
import type { View } from '../compare/view/view.ts';
import type { ArmTally } from '../domain/evidence.ts';
import { canBeService } from '../domain/server.ts';
import { APART, FRESH } from '../domain/strategy.ts';
import type { PatternId } from '../patterns/pattern.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, confidenceOf, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add, fisherGreater } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** The confidence if only some of its queries are lost: the path to it may lose them. */
const DOWN = 0.5;

const furtherFails: Rule = {
  id: 'further-nameserver-fails',
  predicts: ['nameserver-fails'],
  argument:
    'Queries to a further nameserver of resolv.conf are lost or refused, while another nameserver answers the same queries. A resolver is affected whenever it does not begin with the first nameserver. With `options rotate`, half of the lookups of glibc begin with the second one and wait for the timeout. If a full conntrack table drops as many packets as queries were lost, and the nameserver answers a part of them, the confidence is 0.5 at most.',
  when: (view) => {
    const failing = nameserverArms(view).filter((arm) => failedPairs([arm]).failures > 0);
    const support = view.losses().supportOf('nameserver-fails');
    if (failing.length === 0 || support === undefined || support.confidence === 0) return undefined;
    const isDown = failing.some((arm) => ratio(failedPairs([arm])) >= DOWN);
    // A full conntrack table loses a share of all new flows, and a node-local cache hides this for the first nameserver.
    const drops = view.excessOf(tableDrops);
    const mayBeFullTable =
      drops.kind === 'elevated' && drops.explains && !failing.some((arm) => allFailed(failedPairs([arm])));
    return {
      confidence: isDown && !mayBeFullTable ? support.confidence : Math.min(POSSIBLE, support.confidence),
      isMinor: explainsLittle(view, view.failures(failing).failures),
      facts: [
        ...failing.map(lostThere),
        `pairs lost at the first nameserver: ${outOf(failedPairs(view.byVip('pair')))}`,
        WHO_SUFFERS,
      ],
    };
  },
};

/** If the first nameserver loses less, it answers most queries. */
const HALF = 0.5;
/** If the first nameserver loses no more, nothing but the further one fails. */
const HARDLY = 0.05;

const furtherIsSilent: Rule = {
  id: 'further-nameserver-answers-nothing',
  predicts: [],
  argument:
    'A further nameserver of resolv.conf answers nothing, and the first one answers far more over UDP. This is also found if a second fault loses queries elsewhere. Then one fault may explain both, as if the nameserver is a DNS pod that is gone or the VIP of a Service, so the confidence is 0.5. No fault of the cluster explains both if no Service can have the address and the first nameserver answers most queries, or if the nameserver is a listed DNS pod and the first one answers nearly all: then it is 0.8.',
  when: (view) => {
    const silent = nameserverArms(view).filter((arm) => allFailed(view.failures([arm])));
    const first = view.failures(view.byVip(...APART, 'pair'));
    const differs = confidenceOf(fisherGreater(view.failures(silent), first)) >= LIKELY;
    if (silent.length === 0 || allFailed(first) || !(works(first) || differs)) return undefined;
    const isElsewhere = silent.every(({ target }) => !canBeService(target.address));
    // A DNS pod that is gone explains its own silence alone, and the first nameserver shows that nothing else is wrong.
    const pods = view.endpoints.map(({ address }) => address);
    const isPod = silent.every(({ target }) => pods.includes(target.address)) && ratio(first) <= HARDLY;
    return {
      confidence: differs && ((isElsewhere && ratio(first) < HALF) || isPod) ? LIKELY : POSSIBLE,
      facts: [
        ...silent.map(lostThere),
        `queries to the first nameserver that failed: ${outOf(first)}`,
        WHO_SUFFERS,
      ],
    };
  },
};

/** What the loss of every query to the first nameserver looks like. */
const FIRST_LOST = [
  'all-lost',
  'vip-leads-astray',
  'unlisted-pod-fails',
  'loss-by-vip',
  'all-udp-lost',
] as const satisfies readonly PatternId[];

/** The confidence if the address may be the VIP of a Service. */
const PROBABLE = 0.6;

const firstFails: Rule = {
  id: 'first-nameserver-fails',
  predicts: FIRST_LOST,
  argument:
    'The first nameserver of resolv.conf answers nothing, over UDP and over TCP, while a further nameserver answers the same queries, and may be the VIP of the cluster itself. Each lookup waits for a timeout before the resolver asks the second nameserver. If a DNS pod answers as well, the fault is this address or the way to it; if it is the VIP of a Service, that VIP leads nowhere, so the confidence is 0.6. It is 0.8 if no Service can have the address. Where no DNS pod is known, or none answers, DNS pods that are all down look the same, so the confidence is 0.5. It is 0.6 if everything that fails has one address family and the further nameserver the other one.',
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    const pods = view.endpoints.filter(({ udp }) => works(udp));
    const outside = outsideService(view);
    const serving = view.endpoints.length > 0 ? furtherThatServe(view) : furtherThatAnswer(view);
    const isAlone = outside !== undefined && pods.length > 0;
    if (view.first !== 'vip' || ownResolver(view) !== undefined) return undefined;
    if (serving.length === 0 && !isAlone) return undefined;
    // Where no DNS pod answers either, only a further nameserver that may be the VIP shows that the cluster's DNS works.
    const isAllSilent = view.endpoints.length > 0 && allFailed(pathsOf(view).directUdp);
    if (view.endpoints.length > 0 && pods.length === 0 && !isAllSilent) return undefined;
    if (isAllSilent && serving.length === 0) return undefined;
    const family = isAllSilent ? deadFamily(view) : undefined;
    if (!allFailed(vipUdp) || works(vipTcp)) return undefined;
    return {
      confidence:
        outside !== undefined && serving.length > 0 && !isAllSilent
          ? LIKELY
          : pods.length > 0 || family !== undefined
            ? PROBABLE
            : POSSIBLE,
      facts: [
        `queries to the first nameserver (${joined([...new Set(view.byVip('pair').map(({ target }) => target.address))])}) that failed: ${outOf(add(vipUdp, vipTcp))}`,
        ...serving.map(
          (arm) => `queries to ${arm.target.address} that failed: ${outOf(view.failures([arm]))}`,
        ),
        ...pods.map(
          ({ address, udp }) => `queries straight to the DNS pod ${address} that failed: ${outOf(udp)}`,
        ),
        ...(family === undefined ? [] : [familyFact(family, view)]),
        ...(outside === undefined ? [] : [`${outside} is no usual address of a Service`]),
        ...(view.endpoints.length > 0
          ? []
          : [
              'no DNS pod is known: if this address is the VIP of a Service, it may lead nowhere, or all DNS pods may be down',
            ]),
        'musl asks all nameservers at once and takes the first answer; glibc and Go wait for the first one',
      ],
    };
  },
};

function furtherThatAnswer(view: View): readonly ArmTally[] {
  return nameserverArms(view).filter((arm) => works(view.failures([arm])));
}

const ownFails: Rule = {
  id: 'own-resolver-fails',
  predicts: FIRST_LOST,
  argument:
    "The first nameserver of resolv.conf is a loopback address, so a resolver in the pod's own network namespace has to answer, and nothing answers there. A loopback address is neither the VIP of a Service nor the node's cache, unless the pod has the node's network. If every query is refused at once, over UDP and over TCP, nothing listens there. If queries are not refused, the resolver may wait for another server, and the confidence is 0.5. It is 0.8 if a further nameserver answers and so does each known DNS pod.",
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    const own = view.first === 'vip' ? ownResolver(view) : undefined;
    if (own === undefined || !allFailed(vipUdp) || works(vipTcp)) return undefined;
    const all = add(vipUdp, vipTcp);
    // The unconnected socket of `race` gets no ICMP errors (udp(7)).
    const connected = FRESH.filter((strategy) => strategy !== 'race');
    const refused = over(view.byVip(...connected, 'tcp'), refusedQueries, view.qtypes);
    // The servers that it may wait for answer this pod: a DNS pod that fails is another fault.
    const further = furtherThatAnswer(view);
    const isServed = further.length > 0 && view.endpoints.every(({ udp }) => works(udp));
    return {
      confidence: allFailed(refused) ? CERTAIN : isServed ? LIKELY : POSSIBLE,
      facts: [
        `queries to ${own} that failed: ${outOf(all)}, ${refused.failures} of them refused at once`,
        ...further.map(
          (arm) =>
            `queries to the further nameserver ${arm.target.address} that failed: ${outOf(view.failures([arm]))}`,
        ),
        `${own} is a loopback address: it belongs to this pod itself (with \`hostNetwork\` to the node), and is no VIP of a Service`,
        'a pod with `dnsPolicy: Default` gets the resolv.conf of its node. There 127.0.0.53 is systemd-resolved, which no pod reaches: the kubelet needs `resolvConf: /run/systemd/resolve/resolv.conf`',
      ],
    };
  },
};

export const nameserverDown: CauseDefinition<'nameserver-down'> = {
  cause: 'nameserver-down',
  rules: [furtherFails, furtherIsSilent, firstFails, ownFails],
  isBesideLosses: true,
  remedies: [
    {
      change:
        "Remove the nameserver that does not answer from resolv.conf: from the pods' dnsConfig, or from the kubelet's clusterDNS",
    },
    {
      change:
        'If the address is a loopback one: run a resolver in the pod, or set `dnsPolicy: ClusterFirst` and the resolv.conf of the kubelet',
    },
    { change: 'Start the DNS server at that address again, and let the node reach it (UDP and TCP port 53)' },
    {
      change:
        'Until then, remove `options rotate`: with it half of the lookups of glibc begin with the second nameserver',
    },
  ],
  askNext: ['nameserver', 'pair'],
};

const WHO_SUFFERS =
  'with `options rotate` half of the lookups of glibc begin with the second nameserver; without it, glibc asks it only after the first one failed; musl asks all at once and takes the first answer';

function lostThere(arm: ArmTally): string {
  const refused = over([arm], refusedQueries).failures;
  return `pairs lost at the nameserver ${arm.target.address}: ${outOf(failedPairs([arm]))}, ${refused} of their queries refused`;
}
