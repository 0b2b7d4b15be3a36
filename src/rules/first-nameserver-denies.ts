/** A rule of `server-error`: the first nameserver of resolv.conf denies what the DNS pods find, so it does not answer for this cluster. */

import { contradictionFacts } from '../compare/answers/contradictions.ts';
import { joined } from '../compare/counts/wording.ts';
import { POSSIBLE } from '../statistics/confidence.ts';
import type { Rule } from './rule.ts';

/** Fewer denied queries may be of a name that was made or removed meanwhile. */
const FEWEST = 5;

export const firstNameserverDenies: Rule = {
  id: 'the-first-nameserver-denies-what-the-dns-pods-find',
  predicts: [],
  argument:
    'The first nameserver of resolv.conf answers a name of the cluster with NXDOMAIN, or without an address, each time. The DNS pods answer the same name with addresses when asked directly, and none of them denies it. So this nameserver does not answer for this cluster. Either resolv.conf names another DNS server, or the address is the right one and leads to servers that are none of these DNS pods. The evidence for both is the same, so the confidence is 0.5. Nothing stalls: each lookup of a Service fails at once.',
  when: ({ evidence: { names, context } }) => {
    const { endpoints, nameserver, isPodsFile } = context;
    const found = Object.entries(names.contradicted).filter(
      ([, { scope, deniers }]) =>
        scope === 'cluster' &&
        deniers.includes(nameserver) &&
        !deniers.some((one) => endpoints.includes(one)),
    );
    const denied = found.reduce((sum, [, one]) => sum + one.denied + one.empty, 0);
    if (denied < FEWEST || endpoints.includes(nameserver)) return undefined;
    return {
      confidence: POSSIBLE,
      facts: [
        ...found.flatMap(([name, one]) => contradictionFacts(name, one)),
        `the first nameserver of resolv.conf, ${nameserver}, denies each time what the DNS pods (${joined(endpoints)}) find: it does not answer for this cluster`,
        isPodsFile === true
          ? 'the search list is that of a pod: `clusterDNS` of the kubelet or `dnsConfig` of the pod names this nameserver'
          : 'the search list is not that of a pod with `dnsPolicy: ClusterFirst`: the pod may have `dnsPolicy: Default` or `None`, or `hostNetwork` without `ClusterFirstWithHostNet`',
      ],
    };
  },
};
