/** The conntrack table is full, or one of its hash chains is, so the kernel drops new flows. */

import { rose } from '../compare/counts/counter-facts.ts';
import { chainsTooLong, evictions, tableDrops } from '../compare/counts/counters.ts';
import { outOf, percent } from '../compare/counts/wording.ts';
import { explainsLittle } from '../compare/harm.ts';
import { fateFacts, fits } from '../compare/view/fates.ts';
import type { NodeDelta } from '../domain/node.ts';
import { FRESH } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { NODE_LOCAL } from './shared-remedies.ts';

/** From this fill level on, the next burst of connections can fill the table. */
const NEAR_LIMIT = 0.9;

/** How a full table loses queries. It is full for moments, so it may look like a limit on the rate as well. */
const LOSING = [
  'new-flows-lost',
  'new-flows-by-vip-lost',
  'whole-flows-lost',
  'loss-everywhere',
  'loss-above-a-rate',
  'loss-by-vip',
  'loss-by-vip-above-a-rate',
] as const;

const dropsMatchLosses: Rule = {
  id: 'drops-of-a-full-table-match-the-losses',
  predicts: [],
  argument:
    'The table has nearly as many entries as it may have. In the steps with losses, drop rises without insert_failed, more than at other times and by about as many as queries are lost. The kernel counts each packet that a full table drops. So no comparison of the strategies is needed.',
  when: (view) => {
    const drops = view.excessOf(tableDrops);
    const full = fill(view.evidence.node);
    const isRefuted = fits(view, ({ noEntry }) => ({ '': noEntry })) === false;
    if (drops.kind !== 'elevated' || !drops.explains || isRefuted) return undefined;
    if (full === undefined || full.ratio < NEAR_LIMIT) return undefined;
    return {
      confidence: CERTAIN,
      isMinor: explainsLittle(view, drops.rise - drops.expected),
      facts: [
        `the conntrack table has ${full.entries} of ${full.limit} possible entries (${percent(full.ratio)})`,
        rose('drop without insert_failed', drops),
        `${view.evidence.lossy.failed} queries of fivesec were lost in the same steps`,
      ],
    };
  },
};

const tableAtItsLimit: Rule = {
  id: 'table-at-its-limit',
  predicts: LOSING,
  argument:
    'drop rises without insert_failed: conntrack dropped the packet before it created an entry. A number of entries near the limit, or a rise of early_drop, shows the reason. New TCP connections are lost too. Existing flows are not affected.',
  when: (view) => {
    const drops = view.excessOf(tableDrops);
    const evicted = view.excessOf(evictions);
    const full = fill(view.evidence.node);
    const near = full !== undefined && full.ratio >= NEAR_LIMIT;
    const dropped = drops.kind === 'elevated';
    const pushed = evicted.kind === 'elevated';
    if (!dropped && !(near && pushed)) return undefined;
    // A packet that a full table rejects leaves no entry.
    const isRefuted = fits(view, ({ noEntry }) => ({ '': noEntry })) === false;
    const sure = dropped && near ? CERTAIN : near || (dropped && pushed) ? LIKELY : POSSIBLE;
    return {
      confidence: isRefuted ? Math.min(POSSIBLE, sure) : sure,
      isMinor: dropped && explainsLittle(view, drops.rise - drops.expected),
      facts: [
        ...(full === undefined
          ? []
          : [
              `the conntrack table has ${full.entries} of ${full.limit} possible entries (${percent(full.ratio)})`,
            ]),
        ...(dropped ? [rose('drop without insert_failed', drops)] : []),
        ...(pushed ? [rose('early_drop', evicted)] : []),
        `queries of new flows that failed: ${outOf(view.failures(view.byVip(...FRESH)))} over UDP, ${outOf(view.failures(view.byVip('tcp')))} over TCP`,
        ...fateFacts(view),
      ],
    };
  },
};

const hashChainsTooLong: Rule = {
  id: 'hash-chains-too-long',
  predicts: LOSING,
  argument:
    'Since Linux 5.15 the kernel refuses an entry if its hash chain is too long, and counts it as chaintoolong. The table then has too few buckets for its entries, although it is not full.',
  when: (view) => {
    const chains = view.excessOf(chainsTooLong);
    if (chains.kind !== 'elevated') return undefined;
    return { confidence: chains.explains ? 0.7 : POSSIBLE, facts: [rose('chaintoolong', chains)] };
  },
};

export const conntrackFull: CauseDefinition<'conntrack-full'> = {
  cause: 'conntrack-full',
  rules: [dropsMatchLosses, tableAtItsLimit, hashChainsTooLong],
  remedies: [
    { change: 'Raise net.netfilter.nf_conntrack_max and the number of buckets (hashsize)' },
    {
      change:
        'Find the source of the many connections: count the entries of `conntrack -L` by source address',
    },
    { change: 'Shorten nf_conntrack_udp_timeout, so that answered queries leave the table sooner' },
    NODE_LOCAL,
  ],
  askNext: ['separate', 'tcp'],
  counter: tableDrops,
};

function fill(node: NodeDelta): { entries: number; limit: number; ratio: number } | undefined {
  if (node.conntrackEntries.kind === 'absent' || node.conntrackLimit.kind === 'absent') return undefined;
  const [entries, limit] = [node.conntrackEntries.value, node.conntrackLimit.value];
  return limit === 0 ? undefined : { entries, limit, ratio: entries / limit };
}
