/** A name costs many queries because of the search list. */

import { formatDuration } from '../compare/counts/wording.ts';
import { COSTLY_MS } from '../compare/slowness/stalls.ts';
import type { Rule } from '../rules/rule.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { FEWER_NAMES, NODE_LOCAL } from './shared-remedies.ts';

const NOTICED_MS = 50;

const rule: Rule = {
  id: 'many-names-nothing-lost',
  predicts: [],
  argument:
    'A lookup without a loss or a retry takes several times as long as its last name alone. The rest of the time went into names of the search list that do not exist.',
  when: ({ evidence: { lookups } }) => {
    const { amplified } = lookups;
    const times = amplified.lastNameMs > 0 ? amplified.durationMs / amplified.lastNameMs : 0;
    if (amplified.lookups < 2 || times < 2 || amplified.durationMs < NOTICED_MS) return undefined;
    return {
      confidence: amplified.durationMs >= COSTLY_MS ? 0.9 : 0.6,
      facts: [
        `${amplified.lookups} of ${lookups.lookups} lookups asked for three names or more, ${Number((amplified.queries / amplified.lookups).toPrecision(2))} queries each, and got an answer to each query. Lookups that lost a query are not among them`,
        `they took ${formatDuration(amplified.durationMs)} (median), their last name alone ${formatDuration(amplified.lastNameMs)}`,
      ],
    };
  },
};

export const searchAmplification: CauseDefinition<'search-amplification'> = {
  cause: 'search-amplification',
  rules: [rule],
  remedies: [
    FEWER_NAMES,
    { change: 'Let the DNS server apply the search list (`autopath` in the Corefile)' },
    NODE_LOCAL,
  ],
  askNext: [],
};
