/** The two kinds of probe, ready to run: a lookup by a profile's rules, a pair by a strategy. */

import type { LookupOutcome, ProfileId } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { type LookupPorts, lookup } from '../resolver/lookup.ts';
import { PROFILES } from '../resolver/profile.ts';
import type { ResolvConfFile } from '../resolver/resolv-conf-file.ts';
import type { Prober } from '../wire/prober.ts';
import type { Patience } from '../wire/strategies.ts';
import type { Probes } from './jobs.ts';
import type { Arm } from './targets.ts';

/** Who is told of every outcome. */
export interface Audience {
  lookup(outcome: LookupOutcome): void;
  pair(outcome: PairOutcome): void;
}

export function createProbes(
  resolvConf: ResolvConfFile,
  prober: Prober,
  patience: Patience,
  ports: LookupPorts,
  audience: Audience,
): Probes {
  let turn = 0;
  return {
    async lookup(name: string, profile: ProfileId): Promise<LookupOutcome> {
      await resolvConf.refresh();
      turn += 1;
      const order = {
        name,
        profile: PROFILES[profile],
        conf: resolvConf.current(profile),
        firstServer: turn,
        graceMs: patience.graceMs,
      };
      const outcome = await lookup(order, ports);
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
