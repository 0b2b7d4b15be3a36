/** The options of reading the node's conntrack table (`flows`). */

import * as z from 'zod';
import { choice, duration, number } from './fields.ts';
import { option } from './option-row.ts';

export const flows = z.strictObject({
  mode: option(choice(['off', 'on']), {
    default: 'off',
    written: 'MODE',
    sentence:
      "Whether to read the DNS flows of all pods from the node's conntrack table in `procNet`: off, on. This needs user id 0, but no capability.",
  }),
  interval: option(duration(1000, 20_000), {
    default: '10s',
    written: 'DURATION',
    sentence: 'How often the conntrack table is read. An entry without an answer lives for 30 s.',
  }),
  maxEntries: option(number(1, 10_000_000, 'whole'), {
    default: 65_536,
    written: 'N',
    unit: 'entries',
    sentence: 'If the conntrack table has more entries, fivesec reads it only after it lost a query.',
  }),
  cpuShare: option(number(0.001, 1, 'any'), {
    default: 0.01,
    written: 'SHARE',
    unit: 'of one CPU',
    sentence: 'How much of one CPU reading the conntrack table may take on average.',
  }),
  podSeries: option(number(0, 1000, 'whole'), {
    default: 0,
    written: 'N',
    unit: 'series',
    sentence:
      'How many client pods have a series of `fivesec_pod_unanswered_flows_total`. 0 turns that metric off.',
  }),
});
