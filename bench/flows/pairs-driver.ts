/**
 * Runs in a pod: asks pairs and lookups all the time, and reads the file of a conntrack table in every other period, as the agent does but
 * without a bound on its CPU. Prints the durations of the answered queries as JSON, by period.   FILE ENTRIES NAMESERVER ENDPOINTS PERIODS
 */

import type { QueryOutcome } from '../../src/domain/outcome.ts';
import { sleep, systemClock } from '../../src/platform/clock.ts';
import { keepHeapSmall } from '../../src/platform/small-heap.ts';
import { countedRig } from '../../test/support/agent/counted-rig.ts';
import { fileWatch } from './watch.ts';

const PERIOD_MS = 5000;
const [path = '', entries = '', nameserver = '', endpoints = '', periods = ''] = process.argv.slice(2);

keepHeapSmall();
const counted = await countedRig({
  flags: () => ({ nameserver: [nameserver], endpoint: endpoints.split(',') }),
});
const { rig } = counted;
const watch = fileWatch({ path, count: Number(entries), cpuShare: 1 }, systemClock, {
  awaiting: rig.awaiting,
});
const durations: number[][] = [];
const note = (query: QueryOutcome) => {
  if (query.kind === 'answered') durations.at(-1)?.push(query.rttMs);
};
rig.listen({
  pair({ a, aaaa }) {
    note(a);
    note(aaaa);
  },
  lookup({ queries }) {
    for (const { outcome } of queries) note(outcome);
  },
});
for (let period = 0; period < Number(periods); period += 1) {
  const untilMs = systemClock.now() + PERIOD_MS;
  durations.push([]);
  if (period % 2 === 0) await sleep(systemClock, PERIOD_MS);
  else while (systemClock.now() < untilMs) await watch.readNow();
}
await counted.end();
console.log(JSON.stringify(durations));
