/** How much goes wrong in a world: of what the agent asks, and of what applications ask. */

import { SLOW_ANSWER_MS } from '../../src/domain/evidence.ts';
import { SLOW_LOOKUP_MS } from '../../src/domain/lookup.ts';
import { INSIDE, OUTSIDE } from './arms.ts';
import { type Lookup, lookUp } from './lookups.ts';
import type { Packet } from './packet.ts';
import { Run } from './run.ts';
import { DURATION_MS, type Sink } from './simulate.ts';
import type { World } from './world.ts';

/** Numbers of probes, and of those that failed or were slow. */
export interface Damage {
  readonly probes: number;
  readonly bad: number;
  /** Pairs as glibc sends them, to the first nameserver, among these. */
  readonly plain: number;
  readonly plainBad: number;
}

/** Counts what `simulate` sends it. */
export class DamageCount implements Sink {
  probes = 0;
  bad = 0;
  plain = 0;
  plainBad = 0;

  pair(...[arm, , pair, starvedMs]: Parameters<Sink['pair']>): void {
    const isBad = isBadQuery(pair.a, starvedMs) || isBadQuery(pair.aaaa, starvedMs);
    this.probes += 1;
    this.bad += Number(isBad);
    if (arm.strategy !== 'pair') return;
    this.plain += 1;
    this.plainBad += Number(isBad);
  }

  lookup(...[, lookup]: Parameters<Sink['lookup']>): void {
    this.probes += 1;
    this.bad += Number(isBadLookup(lookup));
  }
}

/** Fails, is slow, or denies the name that the other type has. */
function isBadQuery({ end, rttMs, rcode, holder }: Packet, starvedMs: number): boolean {
  if (end !== 'answered' || rttMs + starvedMs >= SLOW_ANSWER_MS) return true;
  return rcode !== 'NOERROR' && !(rcode === 'NXDOMAIN' && holder === 'random');
}

function isBadLookup({ result, durationMs }: Lookup): boolean {
  return result !== 'ok' || durationMs >= SLOW_LOOKUP_MS;
}

const APPLICATIONS = 240;
const FIRST = 1_000_000;

/** The share of applications' lookups that fail or take seconds: names inside and outside, both C libraries. */
export function feltShare(world: World): number {
  const run = new Run(world);
  let bad = 0;
  for (let index = 0; index < APPLICATIONS; index += 1) {
    const asked = {
      profile: index % 2 === 0 ? ('glibc' as const) : ('musl' as const),
      name: index % 4 < 2 ? INSIDE : OUTSIDE,
      at: (index * DURATION_MS) / APPLICATIONS,
      lookup: FIRST + index,
      opt: world.edns0,
    };
    const got = lookUp(run, asked);
    const denied = got.tries.some(({ pair }) => pair.aaaa.rcode === 'NXDOMAIN' && asked.profile === 'musl');
    bad += Number(isBadLookup(got) || denied);
  }
  return bad / APPLICATIONS;
}
