/** A name that must not exist has addresses: a search domain has a wildcard record. */

import { joined } from '../compare/counts/wording.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, LIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';

const rule: Rule = {
  id: 'random-name-resolves',
  predicts: [],
  argument:
    'A name with a random label of 48 bits has addresses. It is practically impossible that such a name is registered. So its domain answers any name (a wildcard record, RFC 4592), or a resolver invents addresses. With a search list and `ndots:5`, a resolver first asks for names from outside the cluster below each search domain. They resolve at once, to the wrong address.',
  when: ({ evidence: { names } }) => {
    // A search list has no top-level domains. A resolver that invents addresses below one is another fault.
    const found = Object.entries(names.wildcards).filter(([domain]) => domain.includes('.'));
    const seen = found.reduce((sum, [, count]) => sum + count, 0);
    if (seen === 0) return undefined;
    return {
      confidence: seen >= 2 ? CERTAIN : LIKELY,
      facts: [
        `random names that have addresses: ${seen}`,
        `the domains that such names are below: ${joined(found.map(([domain]) => domain))}`,
      ],
    };
  },
};

export const wildcardSearch: CauseDefinition<'wildcard-search'> = {
  cause: 'wildcard-search',
  rules: [rule],
  remedies: [
    {
      change:
        "Remove that domain from the search list: from the node's resolv.conf, which the kubelet copies into pods (`resolvConf`), or from dnsConfig",
    },
    { change: 'Remove the wildcard record from the zone' },
    {
      change:
        'Until then, end configured host names with a dot, or set `ndots:1` (dnsConfig): a resolver, musl too, then first asks for a name with a dot as it is',
    },
  ],
  askNext: ['uncached'],
};
