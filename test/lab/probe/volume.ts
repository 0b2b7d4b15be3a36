/** A process: many lookups or pairs as the agent makes them, a bounded number at a time; prints what became of the queries. */

import { PROFILE_IDS } from '../../../src/domain/lookup.ts';
import type { QueryOutcome } from '../../../src/domain/outcome.ts';
import { STRATEGY_IDS } from '../../../src/domain/strategy.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { LagMeter } from '../../../src/platform/lag.ts';
import { lookup } from '../../../src/resolver/lookup.ts';
import { PROFILES } from '../../../src/resolver/profile.ts';
import { parseResolvConf } from '../../../src/resolver/resolv-conf.ts';
import { Prober } from '../../../src/wire/prober.ts';
import type { VolumeOrder } from './volume-order.ts';

const PATIENCE = { deadlineMs: 1000, graceMs: 200 };

const [text] = process.argv.slice(2);
if (text === undefined) throw new Error('usage: volume ORDER');
const order = JSON.parse(text) as VolumeOrder;
const lag = new LagMeter(systemClock, 20);
lag.start();
const ports = { clock: systemClock, lag, signal: new AbortController().signal };
const prober = new Prober(ports);
const counts: Record<string, number> = { tasks: 0, queries: 0 };
let next = 0;
await Promise.all(Array.from({ length: order.atOnce }, worker));
await prober.close();
process.stdout.write(JSON.stringify(counts));

async function worker(): Promise<void> {
  while (next < order.times) {
    const index = next;
    next += 1;
    for (const { kind } of await task(index)) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      counts['queries'] = (counts['queries'] ?? 0) + 1;
    }
    counts['tasks'] = (counts['tasks'] ?? 0) + 1;
  }
}

async function task(index: number): Promise<readonly QueryOutcome[]> {
  const { what, name, server } = order;
  if (what.kind === 'pairs') {
    const strategy =
      STRATEGY_IDS.find((id) => id === what.strategies[index % what.strategies.length]) ?? 'pair';
    const pair = {
      strategy,
      name,
      server: { address: server, port: 53 },
      transport: 'udp',
      patience: PATIENCE,
    } as const;
    const { a, aaaa } = await prober.pair(pair);
    return [a, aaaa];
  }
  const profile = PROFILE_IDS[index % PROFILE_IDS.length] ?? 'glibc';
  const conf = parseResolvConf(`nameserver ${server}\noptions timeout:1`, profile);
  const { queries } = await lookup(
    { name, profile: PROFILES[profile], conf, graceMs: PATIENCE.graceMs },
    ports,
  );
  return queries.map(({ outcome }) => outcome);
}
