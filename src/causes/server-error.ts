/** A DNS server answers with an error code. */

import { contradictionFacts } from '../compare/answers/contradictions.ts';
import { oneTypeFacts, pairsWithErrors, rcodeFacts } from '../compare/answers/response-codes.ts';
import { over, ratio, rcodeErrors } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { hidesItsPods, silentBehindErrors } from '../compare/servers/behind-cache.ts';
import { nameserverArms } from '../compare/view/paths.ts';
import { onlyOutside } from '../compare/view/sorted-evidence.ts';
import { isApiName } from '../domain/name-scope.ts';
import { firstNameserverDenies } from '../rules/first-nameserver-denies.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';

const rule: Rule = {
  id: 'answers-with-an-error-code',
  predicts: [],
  argument:
    'A server answers names of the cluster with an error code, such as SERVFAIL or REFUSED: it cannot or will not answer them. No packet is lost. A lookup can stall nevertheless, because musl ignores such an answer and waits for its timeout. A cache answers so too if the DNS pods behind it do not answer, or if it cannot use their answers. So the confidence is 0.5 if only the cache answers so, or if no DNS pod is known behind it.',
  when: (view) => {
    const { arms, qtypes } = view;
    const refused = over(arms, rcodeErrors, qtypes);
    if (refused.failures === 0 || onlyOutside(arms)) return undefined;
    const pods = arms.filter(
      ({ target, a, aaaa }) => target.kind === 'endpoint' && a.rcodeErrors + aaaa.rcodeErrors > 0,
    );
    const names = [...new Set(pods.map(({ target }) => target.address))];
    const behind = silentBehindErrors(view);
    const isHidden = hidesItsPods(view);
    const sure = refused.failures >= 5 ? CERTAIN : pairsWithErrors(arms) >= 2 ? LIKELY : POSSIBLE;
    return {
      confidence: behind === undefined && !isHidden ? sure : Math.min(POSSIBLE, sure),
      facts: [
        `queries answered with an error code: ${outOf(refused)}`,
        ...rcodeFacts(arms.flatMap(({ a, aaaa }) => [a, aaaa])),
        ...oneTypeFacts(view),
        ...(names.length > 0 && names.length < view.endpoints.length
          ? [`DNS pods that answer with an error code: only ${joined(names)}`]
          : []),
        ...(behind === undefined
          ? []
          : [
              `only the cache in front of the DNS pods answers with an error code; queries straight to the DNS pods without a usable answer: ${outOf(behind)}. The cache may pass on their failure`,
            ]),
        ...(isHidden
          ? [
              'a cache is asked, and no DNS pod behind it is known: the cache may pass on their failure. Give fivesec the DNS pods (`--endpoint`), and it asks them directly',
            ]
          : []),
      ],
    };
  },
};

const furtherNameserver: Rule = {
  id: 'further-nameserver-answers-with-an-error-code',
  predicts: [],
  argument:
    'A further nameserver of resolv.conf answers names of the cluster with an error code, and the first one answers them. The further one cannot serve this cluster, as a public resolver cannot. glibc goes on to the next nameserver at once after such an answer, so it delays little. That is a fault of the configuration, and minor.',
  when: (view) => {
    const failing = nameserverArms(view).filter(
      (arm) => ratio(over([arm], rcodeErrors)) >= MOST && over([arm], rcodeErrors).failures >= FEWEST,
    );
    if (failing.length === 0 || over(view.arms, rcodeErrors).failures > 0) return undefined;
    return {
      confidence: POSSIBLE,
      isMinor: true,
      facts: failing.flatMap((arm) => [
        `queries that the further nameserver ${arm.target.address} answered with an error code: ${outOf(over([arm], rcodeErrors))}`,
        ...rcodeFacts([arm.a, arm.aaaa]),
      ]),
    };
  },
};

const denies: Rule = {
  id: 'one-server-denies-a-name-that-another-finds',
  predicts: [],
  argument:
    'A name of the cluster is answered with addresses, and by another server with NXDOMAIN ("no such name") or each time without an address. A DNS pod that has not read the Services from the Kubernetes API answers in this way, and so does a public resolver in resolv.conf. Nothing stalls: the lookup fails at once, as if the name did not exist. If one server answers so now and then, and with addresses before and after, the name was there all the time: the server, or servers behind it, are wrong in part. For the Service of the Kubernetes API, which is never without an address, that is likely too. Otherwise, if no server always denies the name, the name may have been created or deleted meanwhile. If the name is outside the cluster, the upstream servers may disagree. In both cases the confidence is 0.5 at most.',
  when: ({ evidence: { names, context } }) => {
    const found = Object.entries(names.contradicted);
    if (found.length === 0) return undefined;
    const denied = found.reduce((sum, [, one]) => sum + one.denied + one.empty, 0);
    const isPod = (address: string) => context.endpoints.includes(address);
    const isShown = found.some(
      ([name, { scope, deniers, between }]) =>
        scope === 'cluster' && (deniers.some(isPod) || (between >= FEWEST && isApiName(name))),
    );
    return {
      confidence: isShown && denied >= FEWEST ? LIKELY : POSSIBLE,
      isMinor: !isShown,
      facts: found.flatMap(([name, one]) => contradictionFacts(name, one)),
    };
  },
};

const noApi: Rule = {
  id: 'each-server-denies-the-api-service',
  predicts: [],
  argument:
    'Each answer for the Service of the Kubernetes API is NXDOMAIN ("no such name"). Every cluster has this Service. So these servers do not know the cluster domain that the search list names: `clusterDomain` of the kubelet and the zone of the `kubernetes` plugin differ, or the nameserver is none of the cluster. Nothing stalls: every lookup of a Service fails at once. The plugin may be limited to some namespaces, and then only this name is missing. So the confidence is 0.5.',
  when: ({ evidence: { names, context } }) => {
    const found = Object.entries(names.apiDenied).filter(([, queries]) => queries >= FEWEST);
    if (found.length === 0 || context.isPodsFile !== true) return undefined;
    return {
      confidence: POSSIBLE,
      isMinor: true,
      facts: found.map(
        ([name, queries]) =>
          `${name} is the Service of the Kubernetes API, which each cluster has: all ${queries} answers for it were NXDOMAIN. Compare the search list of resolv.conf (\`clusterDomain\` of the kubelet) with the zone of \`kubernetes\` in the Corefile`,
      ),
    };
  },
};

/** The fewest error codes that count, and the least share of them that makes a further nameserver a faulty one. */
const [FEWEST, MOST] = [5, 0.5];

export const serverError: CauseDefinition<'server-error'> = {
  cause: 'server-error',
  rules: [rule, furtherNameserver, firstNameserverDenies, denies, noApi],
  spoils: 'answers-inside',
  isBesideLosses: true,
  remedies: [
    {
      change:
        'Compare the first nameserver with the ClusterIP of the DNS Service (`kubectl --namespace kube-system get service kube-dns`)',
      onlyFor: [firstNameserverDenies.id],
    },
    {
      change:
        'If they differ: set `dnsPolicy: ClusterFirst` (with `hostNetwork`: `ClusterFirstWithHostNet`), or correct `clusterDNS` of the kubelet',
      onlyFor: [firstNameserverDenies.id],
    },
    {
      change:
        "If they are the same: compare this node's rules for this address with the EndpointSlices of the DNS Service",
      onlyFor: [firstNameserverDenies.id],
    },
    {
      change:
        'Ask each server that denies the name (`dig @<server> <name>`). If it is a DNS pod, read its log for errors of the Kubernetes API, and restart it',
      onlyFor: [denies.id],
    },
    {
      change: 'Make `clusterDomain` of the kubelet and the zone of `kubernetes` in the Corefile the same',
      onlyFor: [noApi.id],
    },
    {
      change: "Read the DNS pods' log for the names that fail (`errors` and `log` in the Corefile)",
      onlyFor: [rule.id, furtherNameserver.id],
    },
    {
      change:
        'If many names get REFUSED at once: raise `max_concurrent` of `forward`, or make the upstream server faster',
      onlyFor: [rule.id, furtherNameserver.id],
    },
  ],
  askNext: ['endpoint'],
};
