/**
 * Do slow answers wait on the way, or in the server? The kernel of the server's host completes a TCP connection, without the server's process
 * (listen(2)). So a connection takes as long as the way, however slow the server is.
 */

import { type ArmTally, SLOW_ANSWER_MS } from '../../domain/evidence.ts';
import { CERTAIN, confidenceOf } from '../../statistics/confidence.ts';
import { add, fisherGreater, type Proportion, quantile } from '../../statistics/tests.ts';
import { asPairs, failures, over, ratio, slowness } from '../counts/proportions.ts';
import { formatDuration, outOf } from '../counts/wording.ts';
import type { View } from '../view/view.ts';

/** `way`: connections are slow as often as answers. `server`: they are quick where answers are slow. `unknown`: too few were made. */
export type WaitsOn = 'way' | 'server' | 'unknown';

/** The fewest connections that show either. */
const ENOUGH = 10;
/** The fewest slow ones that show a slow way. */
const FEW = 5;
/** Slow connections, relative to slow answers, from which on the way explains the answers. */
const AS_OFTEN = 0.5;
/** The most of them if it is the server. */
const SELDOM = 0.2;

/** To the first nameserver and straight to the DNS pods, each compared with itself: only one of them may be far away. */
export function waitsOn(view: View): WaitsOn {
  const groups = groupsOf(view).filter(({ connects }) => connects.trials >= ENOUGH);
  if (groups.length === 0) return 'unknown';
  if (groups.every(isSlowWay)) return 'way';
  return groups.every(isQuickWay) ? 'server' : 'unknown';
}

export const ON_THE_WAY =
  "the kernel of a DNS pod's host answers a connection, not the DNS server: so packets wait on the way (a queue, a long way, a link that holds them), and the servers may be quick";

interface Group {
  readonly udp: readonly ArmTally[];
  readonly tcp: readonly ArmTally[];
  /** TCP connections that took as long as a slow answer, of all that stood. */
  readonly connects: Proportion;
}

function groupsOf({ arms, first }: View): readonly Group[] {
  return ([first, 'endpoint'] as const).map((kind) => {
    const own = arms.filter(({ target }) => target.kind === kind);
    const [udp, tcp] = (['udp', 'tcp'] as const).map((one) =>
      own.filter(({ transport }) => transport === one),
    );
    return { udp: udp ?? [], tcp: tcp ?? [], connects: slowConnects(tcp ?? []) };
  });
}

/** A lost segment makes a connection slow as well: TCP repeats the first one after a second. So the share of lost queries is taken off. */
function isSlowWay({ udp, connects }: Group): boolean {
  const slow = ratio(connects) - ratio(over(udp, failures));
  return connects.failures >= FEW && slow >= AS_OFTEN * ratio(over(udp, slowness));
}

/** Both queries of a connection wait for one server, so they are one trial. */
function isQuickWay({ tcp, connects }: Group): boolean {
  const answers = asPairs(over(tcp, slowness));
  return (
    ratio(connects) <= SELDOM * ratio(answers) && confidenceOf(fisherGreater(answers, connects)) >= CERTAIN
  );
}

function slowConnects(tcp: readonly ArmTally[]): Proportion {
  const all = tcp.flatMap(({ connectsMs = [] }) => connectsMs);
  return { failures: all.filter((ms) => ms >= SLOW_ANSWER_MS).length, trials: all.length };
}

/** How long the connections took, as a fact. */
export function connectFacts(view: View): string[] {
  const groups = groupsOf(view);
  const all = groups
    .flatMap(({ tcp }) => tcp.flatMap(({ connectsMs = [] }) => connectsMs))
    .toSorted((one, other) => one - other);
  const [middle, high] = [quantile(all, 0.5), quantile(all, 0.99)];
  if (middle === undefined || high === undefined) return [];
  const slow = add(...groups.map(({ connects }) => connects));
  return [
    `TCP connections that took ${formatDuration(SLOW_ANSWER_MS)} or longer to be established: ${outOf(slow)} (median ${formatDuration(middle)}, 99th percentile ${formatDuration(high)})`,
  ];
}
