/** One arm, reduced to the properties on which a mechanism can depend, and the fates of its pairs. */

import type { ArmTally, QueryTally, Target } from '../domain/evidence.ts';
import type { Transport } from '../domain/outcome.ts';
import { type Strategy, specOf } from '../domain/strategy.ts';

/** The number of pairs of an arm with each fate. */
export interface FateCounts {
  readonly neither: number;
  readonly onlyA: number;
  readonly onlyAaaa: number;
  readonly both: number;
}

export interface Ask {
  readonly strategy: Strategy;
  /** `one` if both queries leave from one socket, and so share a flow. */
  readonly sockets: 'one' | 'two';
  /** A standing socket keeps its flow. A fresh one begins a new flow. */
  readonly socket: 'fresh' | 'standing';
  /** Only of a standing socket: the pairs that may have begun a new flow. */
  readonly newFlows?: number;
  readonly spacing: 'at-once' | 'delayed' | 'after-answer';
  /** Does the query carry an OPT record: for an answer of usual size, or for a large one? */
  readonly opt: 'none' | 'small' | 'large';
  readonly target: Target;
  readonly transport: Transport;
  readonly scope: ArmTally['scope'];
  readonly pairs: number;
  readonly counts: FateCounts;
}

type Way = Pick<Ask, 'sockets' | 'socket' | 'spacing' | 'opt'>;

const SPACINGS = {
  together: 'at-once',
  'same-instant': 'at-once',
  staggered: 'delayed',
  'in-turn': 'after-answer',
} as const;

function wayOf(strategy: Strategy): Way {
  const { socket, spacing, optPayload, asks } = specOf(strategy);
  return {
    sockets: socket === 'fresh-each' ? 'two' : 'one',
    socket: socket === 'standing' ? 'standing' : 'fresh',
    spacing: SPACINGS[spacing],
    opt: optPayload === 0 ? 'none' : asks === 'large' ? 'large' : 'small',
  };
}

/** Failures that count as lost: no answer at all, or no answer from the server that was asked. */
export type Loss = 'no-answer' | 'no-right-answer';

/** An answer from a wrong source is a different symptom from a lost answer. `no-right-answer` counts both as lost. */
export function askOf(arm: ArmTally, loss: Loss = 'no-answer'): Ask {
  const { strategy, target, transport, scope, notSent, bothFailed, newFlows } = arm;
  const lost = ({ timedOut, networkErrors, wrongSource }: ArmTally['a']) =>
    Math.max(0, timedOut + networkErrors - (loss === 'no-answer' ? wrongSource : 0));
  const [a, aaaa] = [lost(arm.a), lost(arm.aaaa)];
  const both = Math.min(bothFailed, a, aaaa);
  const onlyA = Math.max(0, a - both - lostAlone(arm.aaaa, arm.a, a));
  const onlyAaaa = Math.max(0, aaaa - both - lostAlone(arm.a, arm.aaaa, aaaa));
  const pairs = Math.max(arm.pairs - notSent, onlyA + onlyAaaa + both);
  const neither = pairs - onlyA - onlyAaaa - both;
  return {
    strategy,
    ...wayOf(strategy),
    target,
    transport,
    scope,
    ...(newFlows !== undefined && { newFlows }),
    pairs,
    counts: { neither, onlyA, onlyAaaa, both },
  };
}

/**
 * The expected number of lost queries whose partner the local kernel refused to send. A pair that was not sent as a whole shows nothing about
 * the path: neither that it loses one of two queries, nor that it loses none.
 */
function lostAlone(partner: QueryTally, own: QueryTally, lost: number): number {
  const sent = trialsOf(own);
  return sent === 0 ? 0 : Math.round((partner.sendErrors * lost) / sent);
}

function trialsOf({ answered, late, rcodeErrors, timedOut, networkErrors, malformed }: QueryTally): number {
  return answered + late + rcodeErrors + timedOut + networkErrors + malformed;
}

/** Pairs with at least one lost query. */
export function lostPairs({ counts }: Ask): number {
  return counts.onlyA + counts.onlyAaaa + counts.both;
}

/** Does the arm use the cluster's own path: via the VIP, or directly to a DNS pod? Other servers may be elsewhere. */
export function onClusterPath({ target }: Pick<Ask, 'target'>): boolean {
  return target.kind === 'vip' || target.kind === 'endpoint';
}
