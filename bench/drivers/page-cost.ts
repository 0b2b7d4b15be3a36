/**
 * Runs in a pod: the CPU time that a process spends while one page is asked for, and while none is, in turn.   PID TURNS URL
 * Prints both as JSON, in milliseconds.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** The time of one turn. It has room for the page, and for what the process does right after it. */
const WINDOW_MS = 250;
/** An open page asks again after two seconds. Other moments of the process's own schedule are met by the odd part. */
const REST_MS = 1_613;

const [pid, turns, url] = z.tuple([z.string(), z.coerce.number(), z.string()]).parse(process.argv.slice(2));
const asked: number[] = [];
const unasked: number[] = [];
for (let turn = 0; turn < turns; turn += 1) {
  asked.push(await cpuOf(async () => void (await (await fetch(url)).text())));
  await pause(REST_MS);
  unasked.push(await cpuOf(async () => {}));
}
console.log(JSON.stringify({ asked, unasked }));

async function cpuOf(act: () => Promise<void>): Promise<number> {
  const before = cpuMs();
  await Promise.all([act(), pause(WINDOW_MS)]);
  return cpuMs() - before;
}

/** Of all threads, in milliseconds: proc(5) has ticks of 10 ms only, schedstat has nanoseconds (Documentation/scheduler/sched-stats.rst). */
function cpuMs(): number {
  return readdirSync(`/proc/${pid}/task`)
    .map(
      (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    )
    .reduce((sum, ms) => sum + ms, 0);
}
