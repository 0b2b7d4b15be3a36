/** The conntrack table is full, or one of its hash chains is, so the kernel drops new flows. */

import { rose } from '../compare/counter-facts.ts';
import { chainsTooLong, evictions, tableDrops } from '../compare/counters.ts';
import { fateFacts, fits } from '../compare/fates.ts';
import { FRESH } from '../compare/sorted-evidence.ts';
import { outOf, percent } from '../compare/wording.ts';
import type { NodeDelta } from '../domain/node.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';
import { NODE_LOCAL } from './shared-remedies.ts';

/** From this fill level on, the next burst of connections can fill the table. */
const NEAR_LIMIT = 0.9;

const tableAtItsLimit: Rule = {
  id: 'table-at-its-limit',
  predicts: ['new-flows-lost', 'new-flows-by-vip-lost', 'loss-everywhere', 'loss-by-vip'],
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
      facts: [
        ...(full === undefined ? [] : [`${full.entries} of ${full.limit} entries (${percent(full.ratio)})`]),
        ...(dropped ? [rose('drop without insert_failed', drops)] : []),
        ...(pushed ? [rose('early_drop', evicted)] : []),
        `new flows over UDP failed: ${outOf(view.failures(view.byVip(...FRESH)))}, over TCP: ${outOf(view.failures(view.byVip('tcp')))}`,
        ...fateFacts(view),
      ],
    };
  },
};

const hashChainsTooLong: Rule = {
  id: 'hash-chains-too-long',
  predicts: ['new-flows-lost', 'new-flows-by-vip-lost', 'loss-everywhere', 'loss-by-vip'],
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
  rules: [tableAtItsLimit, hashChainsTooLong],
  remedies: [
    { change: 'Raise net.netfilter.nf_conntrack_max and the number of buckets (hashsize)' },
    { change: 'Find who opens so many connections: `conntrack -L` by source' },
    { change: 'Shorten nf_conntrack_udp_timeout, so that answered queries leave the table sooner' },
    NODE_LOCAL,
  ],
  askNext: ['separate', 'tcp'],
};

function fill(node: NodeDelta): { entries: number; limit: number; ratio: number } | undefined {
  if (node.conntrackEntries.kind === 'absent' || node.conntrackLimit.kind === 'absent') return undefined;
  const [entries, limit] = [node.conntrackEntries.value, node.conntrackLimit.value];
  return limit === 0 ? undefined : { entries, limit, ratio: entries / limit };
}
