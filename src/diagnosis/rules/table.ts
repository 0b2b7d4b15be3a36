/** conntrack drops new flows of all kinds: its table is full, or two flows want the same port. */

import type { NodeDelta } from '../../domain/node.ts';
import { CERTAIN, confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../../statistics/confidence.ts';
import { chainsTooLong, clashDrops, counterExcess, evictions, tableDrops } from '../compare/counters.ts';
import { allFailed, wrongSource } from '../compare/rates.ts';
import { togetherVsApart } from '../compare/together-apart.ts';
import type { View } from '../compare/view.ts';
import { APART, FRESH } from '../compare/view.ts';
import type { Rule } from '../rule.ts';
import { outOf, percent } from '../wording.ts';
import { rose } from './agent.ts';

/** From this fill on the next burst of connections finds the table full. */
const NEAR_LIMIT = 0.9;

export const conntrackFull: Rule = {
  id: 'table-at-its-limit',
  cause: 'conntrack-full',
  argument:
    'drop rises without insert_failed: the packet was turned away before there was anything to insert. Entries near the limit, and early_drop, say why. New TCP connections suffer as well; flows that exist do not.',
  when: (sight) => {
    const drops = counterExcess(sight.evidence, tableDrops);
    const evicted = counterExcess(sight.evidence, evictions);
    const full = fill(sight.evidence.node);
    const near = full !== undefined && full.ratio >= NEAR_LIMIT;
    const dropped = drops.kind === 'elevated';
    const pushed = evicted.kind === 'elevated';
    if (!dropped && !(near && pushed)) return undefined;
    return {
      confidence: dropped && near ? CERTAIN : near || (dropped && pushed) ? LIKELY : POSSIBLE,
      facts: [
        ...(full === undefined ? [] : [`${full.entries} of ${full.limit} entries (${percent(full.ratio)})`]),
        ...(dropped ? [rose('drop without insert_failed', drops)] : []),
        ...(pushed ? [rose('early_drop', evicted)] : []),
        `new flows over UDP failed: ${outOf(sight.failures(sight.byVip(...FRESH)))}, over TCP: ${outOf(sight.failures(sight.byVip('tcp')))}`,
      ],
    };
  },
};

export const chainTooLong: Rule = {
  id: 'hash-chains-too-long',
  cause: 'conntrack-full',
  argument:
    'Since Linux 5.15 an entry is refused when its hash chain is too long, and counted as chaintoolong: the table has too few buckets for what is in it, although it is not full.',
  when: (sight) => {
    const chains = counterExcess(sight.evidence, chainsTooLong);
    if (chains.kind !== 'elevated') return undefined;
    return { confidence: chains.explains ? 0.7 : POSSIBLE, facts: [rose('chaintoolong', chains)] };
  },
};

export const snatPortRace: Rule = {
  id: 'apart-loses-with-insert-failed',
  cause: 'snat-port-race',
  argument:
    'Queries of their own socket, or alone on it, are lost too, so it is not A against AAAA; and drop rises together with insert_failed in the very steps of these losses, more than it does otherwise and by about as many. Two flows were given the same port.',
  when: (sight) => {
    const apart = sight.failures(sight.byVip(...APART));
    const drops = counterExcess(sight.evidence, clashDrops);
    if (drops.kind !== 'elevated' || apart.failures < 2 || allFailed(apart)) return undefined;
    if (wrongSource(sight.arms) > 0) return undefined;
    return {
      confidence: Math.min(
        drops.explains ? 1 : POSSIBLE,
        strength(sight, apart.failures, drops.rise - drops.expected),
      ),
      facts: [
        `A and AAAA apart, a fresh port each: lost ${outOf(apart)}`,
        rose('drop with insert_failed', drops),
        `${sight.evidence.lossy.failed} queries of fivesec were lost in the same steps`,
      ],
    };
  },
};

function strength(sight: View, lost: number, excessDrops: number): number {
  const { together, p } = togetherVsApart(sight);
  // Where A and AAAA at once lose by themselves, that may be all that the counters count.
  if (confidenceOf(p) > POSSIBLE && excessDrops - together.failures < lost / 2) return UNLIKELY;
  const { conntrack } = sight.evidence.node;
  // Without a column for repaired clashes, drop alone is read, and a full table drops as well.
  if (conntrack.kind === 'absent' || conntrack.value.era === 'searched') return 0.6;
  return lost >= 5 ? CERTAIN : LIKELY;
}

function fill(node: NodeDelta): { entries: number; limit: number; ratio: number } | undefined {
  if (node.conntrackEntries.kind === 'absent' || node.conntrackLimit.kind === 'absent') return undefined;
  const [entries, limit] = [node.conntrackEntries.value, node.conntrackLimit.value];
  return limit === 0 ? undefined : { entries, limit, ratio: entries / limit };
}
