/**
 * Addresses behind the VIP that are no listed DNS pods, and answer nothing when asked directly. The node's conntrack table shows that the
 * VIP leads there. Each is a DNS pod that is down and not listed, or nobody: a rule of the node that was not removed.
 */

import type { ArmTally, Context, Evidence } from '../../domain/evidence.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { allFailed, failures, over } from '../counts/proportions.ts';
import type { DnsPod } from './dns-pods.ts';

export interface Stranger {
  readonly address: string;
  /** Queries straight to it that failed: all of them. */
  readonly asked: Proportion;
}

/** An address that answers anything is a DNS server, and so it is none of these. */
export function strangersOf({
  arms,
  context: { backends = [] },
}: Pick<Evidence, 'arms' | 'context'>): readonly Stranger[] {
  return backends
    .map((address) => ({ address, asked: over(straightTo(arms, address), failures) }))
    .filter(({ asked }) => allFailed(asked));
}

function straightTo(arms: readonly ArmTally[], address: string): readonly ArmTally[] {
  return arms.filter(({ target }) => target.kind === 'endpoint' && target.address === address);
}

/**
 * Without the arms straight to them, if the DNS pods are listed: then these addresses are none. Without a list nobody knows that, and they count
 * as DNS pods.
 */
export function withoutStrangers(
  arms: readonly ArmTally[],
  { endpoints }: Pick<Context, 'endpoints'>,
  strangers: readonly Stranger[],
): readonly ArmTally[] {
  if (endpoints.length === 0) return arms;
  const isStranger = (one: string) => strangers.some(({ address }) => address === one);
  return arms.filter(({ target }) => target.kind !== 'endpoint' || !isStranger(target.address));
}

/** Do all of these pods answer nothing, without being listed? Then a rule of the node may lead to an address where nobody is. */
export function mayBeNobody(
  { strangers }: { readonly strangers: readonly Stranger[] },
  pods: readonly DnsPod[],
): boolean {
  return pods.length > 0 && pods.every((pod) => strangers.some(({ address }) => address === pod.address));
}
