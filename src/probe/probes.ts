/** The two kinds of probe, ready to run: a lookup by a profile's rules, and a pair by a strategy. */

import type { LookupOutcome, ProfileId } from '../domain/lookup.ts';
import type { Transport } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { QueryType } from '../domain/question.ts';
import { type LookupOrder, type LookupPorts, lookup } from '../resolver/lookup.ts';
import { PROFILES } from '../resolver/profile.ts';
import type { ResolvConfFile } from '../resolver/resolv-conf-file.ts';
import type { Prober } from '../wire/prober.ts';
import type { Patience } from '../wire/strategies.ts';
import type { Arm } from './arms.ts';
import { clusterDomain } from './cluster-domain.ts';
import type { Probes } from './jobs.ts';
import { asksAgainOverTcp, endedOverTcp } from './truncated.ts';

type Concluded = NonNullable<LookupOrder['concluded']>;

/** Receives every outcome. */
export interface Listeners {
  lookup(outcome: LookupOutcome): void;
  pair(outcome: PairOutcome): void;
}

export interface ProbesPorts extends LookupPorts {
  readonly resolvConf: ResolvConfFile;
  readonly prober: Prober;
  readonly patience: Patience;
  readonly listeners: Listeners;
}

/** How `resolve` asks, and who gets its addresses. */
export interface ResolveOptions {
  /** Gets the addresses when an application would have them, which may be long before the last query has ended. */
  readonly concluded?: Concluded;
  /** UDP if not given. Over TCP it asks as glibc does with `options use-vc`. */
  readonly transport?: Transport;
  /** Both types if not given. */
  readonly qtypes?: readonly QueryType[];
}

/** A lookup that is not measured: for fivesec's own needs. */
export type Resolve = (name: string, profile: ProfileId, options?: ResolveOptions) => Promise<LookupOutcome>;

/** The probes that are measured, and `resolve` for all else. Aborted outcomes are returned, but not passed to the listeners. */
export function createProbes(ports: ProbesPorts): Probes & { readonly resolve: Resolve } {
  const { resolvConf, prober, patience, listeners } = ports;
  let turn = 0;
  const resolve: Resolve = async (name, profile, { concluded, transport = 'udp', qtypes } = {}) => {
    await resolvConf.refresh();
    turn += 1;
    const current = resolvConf.current(profile);
    const conf = transport === 'tcp' ? { ...current, useVc: true } : current;
    const order = { name, conf, profile: PROFILES[profile], firstServer: turn, graceMs: patience.graceMs };
    return lookup({ ...order, ...(concluded && { concluded }), ...(qtypes && { qtypes }) }, ports);
  };
  return {
    resolve,
    async lookup(name: string, profile: ProfileId): Promise<LookupOutcome> {
      const outcome = await resolve(name, profile);
      if (outcome.result !== 'aborted') listeners.lookup(outcome);
      return outcome;
    },
    async pair(arm: Arm): Promise<PairOutcome> {
      const overUdp = await prober.pair({ ...arm, patience });
      const { search } = resolvConf.current('glibc');
      const outcome = asksAgainOverTcp(arm, clusterDomain({ search }), overUdp)
        ? endedOverTcp(overUdp, await prober.pair({ ...arm, strategy: 'tcp', transport: 'tcp', patience }))
        : overUdp;
      if (outcome.a.kind !== 'aborted' && outcome.aaaa.kind !== 'aborted') listeners.pair(outcome);
      return outcome;
    },
  };
}
