/** What to ask next: the strategies that would tell the causes apart that are still possible. */

import type { Cause } from '../domain/cause.ts';
import type { Strategy } from '../domain/strategy.ts';
import type { Verdict } from '../domain/verdict.ts';
import { LIKELY } from '../statistics/confidence.ts';

/** The cause's own strategy and its control. None where more pairs would show nothing new. */
const DISCRIMINATING: Readonly<Record<Cause, readonly Strategy[]>> = {
  'conntrack-race': ['pair', 'race', 'separate', 'sequential'],
  'snat-port-race': ['separate', 'endpoint', 'race'],
  'conntrack-full': ['separate', 'tcp'],
  'stale-conntrack': ['sticky', 'pair'],
  'endpoint-down': ['endpoint', 'tcp'],
  'vip-unreachable': ['endpoint', 'tcp', 'pair'],
  'node-local-down': ['node-local', 'endpoint'],
  'server-slow': ['endpoint', 'pair'],
  'upstream-slow': ['pair'],
  'server-error': ['endpoint'],
  'aaaa-broken': ['separate', 'endpoint'],
  'udp-blocked': ['endpoint', 'tcp', 'pair'],
  'tcp-blocked': ['tcp', 'endpoint'],
  'packet-loss': ['endpoint', 'separate', 'race'],
  'receive-buffer': ['separate'],
  'node-backlog': ['separate'],
  'search-amplification': [],
  'agent-starved': [],
  'clash-expired': ['race', 'separate'],
  'clash-repaired': [],
  // As it stalled, together, twice apart to set both against, and past the VIP; more ways would only take longer.
  'not-enough-evidence': ['pair', 'race', 'separate', 'sequential', 'endpoint', 'node-local'],
};

/** Strategies to spend an investigation on, the most telling first; none when a cause is likely enough, or nothing stalls. */
export function nextStrategies(verdicts: readonly Verdict[]): readonly Strategy[] {
  const harmful = verdicts.filter(({ cause }) => cause !== 'clash-repaired');
  const named = harmful.some(
    ({ cause, confidence }) => cause !== 'not-enough-evidence' && confidence >= LIKELY,
  );
  if (named) return [];
  const candidates = [...harmful].sort((one, other) => rank(one) - rank(other));
  return [...new Set(candidates.flatMap(({ cause }) => DISCRIMINATING[cause]))];
}

/** What may be it comes before what is asked when there is no idea at all. */
function rank({ cause, confidence }: Verdict): number {
  return cause === 'not-enough-evidence' ? 1 : -confidence;
}
