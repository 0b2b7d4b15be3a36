/** Does a counter of the node rise with our losses, and more than its background? */

import type { ArmTally, Evidence } from '../../domain/evidence.ts';
import type { NodeDelta } from '../../domain/node.ts';
import { absent, type Reading, read } from '../../domain/reading.ts';
import { poissonGreater } from '../../statistics/tests.ts';
import { failures, over } from './proportions.ts';

export type CounterExcess =
  /** The counter can't be read, or there is no time without losses to compare its rise with. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** It did not rise in the steps in which queries were lost. */
  | { readonly kind: 'unchanged' }
  /** It rose in these steps, but not faster than in the others. */
  | {
      readonly kind: 'expected';
      readonly rise: number;
      readonly expected: number;
      /** Would the rise be larger if the counter explained half of our losses? */
      readonly excluded: boolean;
    }
  | {
      readonly kind: 'elevated';
      readonly rise: number;
      readonly expected: number;
      /** Does the excess explain at least half of our losses? */
      readonly explains: boolean;
    };

/** The significance level: a rise that is less probable than this is not attributed to chance. */
const BY_CHANCE = 0.001;
const EXPLAINS = 0.5;

/** The rise of a counter over the summed steps. It is absent unless every step has it (evidence/sum-deltas.ts). */
export type CounterOf = (delta: NodeDelta) => Reading<number>;

export function counterExcess(evidence: Evidence, pick: CounterOf): CounterExcess {
  const { lossy, baseline } = evidence;
  if (lossy.failed === 0) return { kind: 'unknown', why: 'no loss falls between two readings' };
  const rise = pick(lossy.delta);
  if (rise.kind === 'absent') return { kind: 'unknown', why: rise.detail };
  if (rise.value === 0) return { kind: 'unchanged' };
  const background = pick(baseline);
  if (background.kind === 'absent')
    return { kind: 'unknown', why: 'there is no time without losses to compare with' };
  const p = poissonGreater(
    { count: rise.value, ms: lossy.delta.elapsedMs },
    { count: background.value, ms: baseline.elapsedMs },
  );
  const expected =
    baseline.elapsedMs === 0 ? 0 : (background.value * lossy.delta.elapsedMs) / baseline.elapsedMs;
  if (p > BY_CHANCE)
    return {
      kind: 'expected',
      rise: rise.value,
      expected,
      excluded: excluded(evidence, rise.value, expected),
    };
  return {
    kind: 'elevated',
    rise: rise.value,
    expected,
    explains: rise.value - expected >= EXPLAINS * lostHere(evidence),
  };
}

/**
 * Our losses that a counter of this node may explain. A DNS pod that answers nothing, while another pod answers, is gone: what was
 * sent straight to it was not lost on this node.
 */
function lostHere({ lossy, arms }: Evidence): number {
  const lostBy = (some: readonly ArmTally[]) => over(some, failures);
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  const addresses = [...new Set(direct.map(({ target }) => target.address))];
  const gone = addresses.filter((address) => {
    const own = lostBy(direct.filter(({ target }) => target.address === address));
    return own.trials > 0 && own.failures === own.trials;
  });
  if (gone.length === addresses.length) return lossy.failed;
  const elsewhere = lostBy(direct.filter(({ target }) => gone.includes(target.address))).failures;
  return elsewhere === 0 ? lossy.failed : lossy.failed * (1 - elsewhere / lostBy(arms).failures);
}

/** The 95th percentile of the normal distribution. */
const Z95_ONE_SIDED = 1.645;

/** Would half of our losses have been visible above the background (one-sided, 95 %)? Both counts are Poisson. */
function excluded(evidence: Evidence, rise: number, expected: number): boolean {
  const { lossy, baseline } = evidence;
  const ours = EXPLAINS * lostHere(evidence);
  const variance = ours + expected * (1 + lossy.delta.elapsedMs / baseline.elapsedMs);
  return expected + ours - rise > Z95_ONE_SIDED * Math.sqrt(variance);
}

/**
 * Packets dropped because a clash was not repaired: they are counted as `drop` and as `insert_failed`
 * (`__nf_conntrack_confirm`). Before the `clashres` column, `insert_failed` also counts repaired clashes: only `drop` is valid.
 */
export const clashDrops: CounterOf = ({ conntrack }) => {
  if (conntrack.kind === 'absent') return conntrack;
  const { era, counts } = conntrack.value;
  const { drop, insertFailed } = counts;
  if (drop === undefined || insertFailed === undefined) return NO_COLUMN;
  return read(era === 'searched' ? drop : Math.min(drop, insertFailed), conntrack.source);
};

/** Packets dropped because the table is full, before an insertion was tried (`nf_conntrack_in`). */
export const tableDrops: CounterOf = ({ conntrack }) => {
  if (conntrack.kind === 'absent') return conntrack;
  const { drop, insertFailed } = conntrack.value.counts;
  if (drop === undefined || insertFailed === undefined) return NO_COLUMN;
  return read(Math.max(0, drop - insertFailed), conntrack.source);
};

export const evictions: CounterOf = ({ conntrack }) => column(conntrack, 'earlyDrop');
export const clashesRepaired: CounterOf = ({ conntrack }) => column(conntrack, 'clashResolved');
export const chainsTooLong: CounterOf = ({ conntrack }) => column(conntrack, 'chainTooLong');

/** Everything that conntrack dropped, for any reason. */
export const conntrackDrops: CounterOf = ({ conntrack }) => {
  if (conntrack.kind === 'absent') return conntrack;
  const { era, counts } = conntrack.value;
  const { drop = 0, insertFailed = 0, earlyDrop = 0 } = counts;
  return read((era === 'searched' ? drop : Math.max(drop, insertFailed)) + earlyDrop, conntrack.source);
};

/**
 * What conntrack dropped of any flow: because the table is full, or to make room. Clashes are left out. `insert_failed` counts
 * repaired clashes too before the `clashres` column, so there nothing can be left out.
 */
export const conntrackDropsOfAnyFlow: CounterOf = (delta) => {
  const { conntrack } = delta;
  if (conntrack.kind === 'absent' || conntrack.value.era === 'searched') return conntrackDrops(delta);
  const { drop = 0, insertFailed = 0, earlyDrop = 0 } = conntrack.value.counts;
  return read(Math.max(0, drop - insertFailed) + earlyDrop, conntrack.source);
};

export const ownBufferDrops: CounterOf = ({ ownUdp, ownUdp6 }) => {
  if (ownUdp.kind === 'absent') return ownUdp;
  const four = ownUdp.value.rcvbufErrors;
  if (ownUdp6.kind === 'read') return read(four + ownUdp6.value.rcvbufErrors, ownUdp.source);
  // A pod without IPv6 has no such file and no such drops. For any other reason the sum is not known.
  return ownUdp6.reason === 'no-file' ? read(four, ownUdp.source) : ownUdp6;
};

export const backlogDrops: CounterOf = ({ softnet }) =>
  softnet.kind === 'absent' ? softnet : read(softnet.value.dropped, softnet.source);

const NO_COLUMN = absent('unparsable', 'this kernel has no such column');

function column(
  conntrack: NodeDelta['conntrack'],
  name: 'earlyDrop' | 'clashResolved' | 'chainTooLong',
): Reading<number> {
  if (conntrack.kind === 'absent') return conntrack;
  const value = conntrack.value.counts[name];
  return value === undefined ? NO_COLUMN : read(value, conntrack.source);
}

/** New neighbours for which the ARP or NDISC table had no room, in all network namespaces together. */
export const neighbourTableFull: CounterOf = ({ arpCache, ndiscCache }) =>
  bothFamilies(arpCache, ndiscCache, ({ tableFull }) => tableFull);

/** Datagrams with a wrong checksum that reached the agent's pod. */
export const ownChecksumErrors: CounterOf = ({ ownUdp, ownUdp6 }) =>
  bothFamilies(ownUdp, ownUdp6, ({ csumErrors }) => csumErrors);

/** Datagrams with a wrong checksum that reached the node itself. */
export const checksumErrors: CounterOf = ({ udp, udp6 }) =>
  bothFamilies(udp, udp6, ({ csumErrors }) => csumErrors);

/** The sum over IPv4 and IPv6. Without IPv6 there is no file and nothing to add. For any other reason the sum is not known. */
function bothFamilies<T>(
  four: Reading<T>,
  six: Reading<T>,
  counter: (counts: T) => number | undefined,
): Reading<number> {
  if (four.kind === 'absent') return four;
  if (six.kind === 'absent' && six.reason !== 'no-file') return six;
  const [one, other] = [counter(four.value), six.kind === 'read' ? counter(six.value) : 0];
  return one === undefined || other === undefined ? NO_COLUMN : read(one + other, four.source);
}
