/** Keeps the arms from one pair to the next: every pair asks for them, and what they depend on rarely changes. */

import { type Server, sameServer } from '../domain/server.ts';
import type { ResolvConf } from '../resolver/resolv-conf.ts';
import { type Arm, type ArmTargets, arms, renamed } from './arms.ts';

/**
 * Returns the arms of `targets` at each call, with new random names. It makes them anew only if resolv.conf or the set of DNS pods has
 * changed.
 */
export function plannedArms(targets: () => ArmTargets, conf: () => ResolvConf): () => readonly Arm[] {
  let plan: undefined | { readonly conf: ResolvConf; readonly of: ArmTargets; readonly arms: readonly Arm[] };
  return () => {
    const now = targets();
    if (plan?.conf !== conf() || !sameServers(plan.of.endpoints, now.endpoints))
      plan = { conf: conf(), of: now, arms: arms(now) };
    return renamed(plan.arms, now);
  };
}

function sameServers(some: readonly Server[], others: readonly Server[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = others[index];
      return other !== undefined && sameServer(one, other);
    })
  );
}
