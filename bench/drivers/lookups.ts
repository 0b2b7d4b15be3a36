/**
 * Runs in a pod: makes lookups with the profiles in turn, many at once, and counts the outcomes of their queries.
 *   COUNT IN_FLIGHT [BLOCKED_MS OF_MS]
 * With the last two, the event loop is blocked for BLOCKED_MS of every OF_MS.
 */

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { PROFILE_IDS } from '../../src/domain/lookup.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { LagMeter } from '../../src/platform/lag.ts';
import { keepHeapSmall } from '../../src/platform/small-heap.ts';
import { lookup } from '../../src/resolver/lookup.ts';
import { PROFILES } from '../../src/resolver/profile.ts';
import { parseResolvConf } from '../../src/resolver/resolv-conf.ts';

const NAME = 'web.default.svc.cluster.local.';
const GRACE_MS = 1_000;

const [count = 0, inFlight = 0, blockedMs = 0, ofMs = 0] = z
  .array(z.coerce.number())
  .min(2)
  .parse(process.argv.slice(2));
keepHeapSmall();
const clock = systemClock;
const lag = new LagMeter(clock, 30);
lag.start();
const ports = { clock, lag, signal: new AbortController().signal };
const resolvConf = readFileSync('/etc/resolv.conf', 'utf8');
const outcomes: Record<string, number> = {};
const results: Record<string, number> = {};
let queries = 0;
let started = 0;

if (blockedMs > 0) clock.every(ofMs, standStill);
await Promise.all(Array.from({ length: inFlight }, lookUpAgainAndAgain));
console.log(JSON.stringify({ lookups: count, queries, outcomes, results }));

async function lookUpAgainAndAgain(): Promise<void> {
  while (started < count) {
    const profile = PROFILES[PROFILE_IDS[started % PROFILE_IDS.length] ?? 'glibc'];
    started += 1;
    const conf = parseResolvConf(resolvConf, profile.id);
    const outcome = await lookup({ name: NAME, profile, conf, graceMs: GRACE_MS }, ports);
    results[outcome.result] = (results[outcome.result] ?? 0) + 1;
    for (const query of outcome.queries) {
      queries += 1;
      outcomes[query.outcome.kind] = (outcomes[query.outcome.kind] ?? 0) + 1;
    }
    await pause(1);
  }
}

function standStill(): void {
  const untilMs = clock.now() + blockedMs;
  while (clock.now() < untilMs);
}
