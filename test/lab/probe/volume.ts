/** A process: many lookups or pairs as the agent makes them, a bounded number at a time; prints the outcomes of the queries. */

import { setMaxListeners } from 'node:events';
import { PROFILE_IDS } from '../../../src/domain/lookup.ts';
import type { QueryOutcome } from '../../../src/domain/outcome.ts';
import { STRATEGY_IDS } from '../../../src/domain/strategy.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { LagMeter } from '../../../src/platform/lag.ts';
import { lookup } from '../../../src/resolver/lookup.ts';
import { PROFILES } from '../../../src/resolver/profile.ts';
import { parseResolvConf } from '../../../src/resolver/resolv-conf.ts';
import { Prober } from '../../../src/wire/prober.ts';
import { GO, type VolumeOrder, WARM } from './volume-order.ts';

const GRACE_MS = 200;

const [text] = process.argv.slice(2);
if (text === undefined) throw new Error('usage: volume ORDER');
const order = JSON.parse(text) as VolumeOrder;
const lag = new LagMeter(systemClock, 20);
lag.start();
const { signal } = new AbortController();
// Every standing socket adds a listener: hundreds are no leak, so Node must not warn.
setMaxListeners(0, signal);
const ports = { clock: systemClock, lag, signal };
const patience = { deadlineMs: order.deadlineMs ?? 1000, graceMs: GRACE_MS };
// A prober has one standing socket for each server, so each worker has its own prober.
const probers = Array.from({ length: order.warmsUp ? order.atOnce : 1 }, () => new Prober(ports));
const counts: Record<string, number> = { tasks: 0, queries: 0 };
let next = 0;
if (order.warmsUp) await warmUp();
await Promise.all(Array.from({ length: order.atOnce }, (_, worker) => work(worker)));
await Promise.all(probers.map((prober) => prober.close()));
process.stdout.write(JSON.stringify(counts));

async function warmUp(): Promise<void> {
  // Standing sockets alone don't keep a process running.
  const go = new Promise((resolve) => process.once(GO, resolve));
  await Promise.all(probers.map((_, worker) => task(0, worker)));
  process.stdout.write(WARM);
  const awake = setInterval(() => {}, 1000);
  await go;
  clearInterval(awake);
}

async function work(worker: number): Promise<void> {
  while (next < order.times) {
    const index = next;
    next += 1;
    for (const outcome of await task(index, worker)) {
      count(outcome.kind);
      count('queries');
      if (outcome.kind === 'timed-out' && outcome.wrongSources.length > 0) count('wrongSource');
    }
    count('tasks');
  }
}

function count(what: string, times = 1): void {
  counts[what] = (counts[what] ?? 0) + times;
}

async function task(index: number, worker: number): Promise<readonly QueryOutcome[]> {
  const { what, name, server } = order;
  if (what.kind === 'pairs') {
    const strategy =
      STRATEGY_IDS.find((id) => id === what.strategies[index % what.strategies.length]) ?? 'pair';
    const pair = {
      strategy,
      name,
      server: { address: server, port: 53 },
      transport: 'udp',
      patience,
    } as const;
    const prober = probers[worker % probers.length];
    if (prober === undefined) return [];
    const { a, aaaa, strays } = await prober.pair(pair);
    if (strays.wrongId > 0) count('wrongId', strays.wrongId);
    return [a, aaaa];
  }
  const profile = PROFILE_IDS[index % PROFILE_IDS.length] ?? 'glibc';
  const conf = parseResolvConf(`nameserver ${server}\noptions timeout:1`, profile);
  const { queries } = await lookup({ name, profile: PROFILES[profile], conf, graceMs: GRACE_MS }, ports);
  return queries.map(({ outcome }) => outcome);
}
