/** The two kinds of probe, ready to run: a lookup by a profile's rules, and a pair by a strategy. */

import type { LookupOutcome, ProfileId } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { type LookupOrder, type LookupPorts, lookup } from '../resolver/lookup.ts';
import { PROFILES } from '../resolver/profile.ts';
import type { ResolvConfFile } from '../resolver/resolv-conf-file.ts';
import type { Prober } from '../wire/prober.ts';
import type { Patience } from '../wire/strategies.ts';
import type { Arm } from './arms.ts';
import type { Probes } from './jobs.ts';

type Concluded = NonNullable<LookupOrder['concluded']>;

/** Receives every outcome. */
export interface Listeners {
  lookup(outcome: LookupOutcome): void;
  pair(outcome: PairOutcome): void;
}

export function createProbes(
  resolvConf: ResolvConfFile,
  prober: Prober,
  patience: Patience,
  ports: LookupPorts,
  audience: Listeners,
): Probes & {
  /** A lookup for fivesec's own needs. It is not measured. */
  quietly(name: string): Promise<LookupOutcome>;
  /** The same by any profile's rules. `concluded` gets the addresses when an application would have them. */
  readonly resolve: (name: string, profile: ProfileId, concluded: Concluded) => Promise<LookupOutcome>;
} {
  let turn = 0;
  async function run(name: string, profile: ProfileId, concluded?: Concluded): Promise<LookupOutcome> {
    await resolvConf.refresh();
    turn += 1;
    const conf = resolvConf.current(profile);
    const order = { name, conf, profile: PROFILES[profile], firstServer: turn, graceMs: patience.graceMs };
    return lookup({ ...order, ...(concluded && { concluded }) }, ports);
  }
  return {
    quietly: (name) => run(name, 'glibc'),
    resolve: run,
    async lookup(name: string, profile: ProfileId): Promise<LookupOutcome> {
      const outcome = await run(name, profile);
      if (outcome.result !== 'aborted') audience.lookup(outcome);
      return outcome;
    },
    async pair(arm: Arm): Promise<PairOutcome> {
      const outcome = await prober.pair({ ...arm, patience });
      if (outcome.a.kind !== 'aborted' && outcome.aaaa.kind !== 'aborted') audience.pair(outcome);
      return outcome;
    },
  };
}
