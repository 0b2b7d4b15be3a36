/**
 * Does netfilter see the queries via the VIP? Each fresh UDP socket makes an entry in the node's conntrack table that lives for 30 s
 * (`nf_conntrack_udp_timeout`). If the table held far fewer entries than fivesec sent such flows, something else translates the VIP,
 * such as an eBPF data path, or IPVS without conntrack. Then netfilter's counters show nothing about it.
 */

import type { ArmTally, Evidence } from '../../domain/evidence.ts';
import { specOf } from '../../domain/strategy.ts';

/** Entries of flows from this time on are still in the table, with a margin. */
const LIVES_MS = 20_000;
/** Fewer flows show nothing. */
const ENOUGH = 100;
/** The table must hold fewer entries than this part of our own flows: `nf_conntrack_udp_timeout` may be shorter on a node. */
const FEW = 0.2;

/** One fact if netfilter does not see the path to the VIP; empty if it does, or if it is not known. */
export function netfilterFacts({
  node,
  arms,
  windowMs,
}: Pick<Evidence, 'node' | 'arms' | 'windowMs'>): string[] {
  const { conntrack, conntrackEntries } = node;
  if (conntrack.kind === 'absent' || conntrackEntries.kind === 'absent') return [];
  const sent = arms.filter(isTracked).reduce((sum, arm) => sum + answeredFlows(arm), 0);
  const flows = Math.round(sent * Math.min(1, LIVES_MS / Math.max(1, windowMs)));
  if (flows < ENOUGH || conntrackEntries.value >= FEW * flows) return [];
  return [
    `netfilter does not see this path: the VIP answered ${flows} flows within ${LIVES_MS / 1000} s, and the conntrack table never held more than ${conntrackEntries.value} entries. Something else translates the VIP (an eBPF data path, or IPVS with net.ipv4.vs.conntrack=0), so netfilter's counters show nothing about it`,
  ];
}

/** A flow of its own for each pair, or for each query. */
function isTracked({ target, transport, strategy }: ArmTally): boolean {
  return target.kind === 'vip' && transport === 'udp' && specOf(strategy).socket !== 'standing';
}

/** Flows with an answer: others may have been dropped before they had an entry. */
function answeredFlows({ strategy, a, aaaa }: ArmTally): number {
  const answers = [a, aaaa].map(({ answered, rcodeErrors }) => answered + rcodeErrors);
  const sum = answers.reduce((total, count) => total + count, 0);
  return specOf(strategy).socket === 'fresh-each' ? sum : sum / 2;
}
