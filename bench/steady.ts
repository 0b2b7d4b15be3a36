/**
 * CPU and memory of the agent, in a pod with healthy DNS, scraped every 15 s: at its default settings, or with the given flags of `fivesec agent`.
 *   [minutes] [flags, such as `--flows-mode on`]
 */

import { setTimeout as pause } from 'node:timers/promises';
import { nodeArgv } from '../test/lab/dns/program.ts';
import { standUp } from '../test/lab/lab.ts';
import { topology } from '../test/lab/topology.ts';
import { anonymousBytes, cpuMs, startAgent } from './support/agent-in-pod.ts';
import { countArgument } from './support/arguments.ts';
import { median, report } from './support/rows.ts';

const MOST_MB = 28;
const MOST_CPU_MS = 4;
const WARM_UP_MS = 60_000;
const SAMPLE_MS = 2_000;
const minutes = countArgument(5);
const flags = process.argv.slice(3);
const settings = ['at default settings', ...(flags.length > 0 ? ['with', ...flags] : [])].join(' ');

await using lab = await standUp(topology());
const agent = await startAgent(lab, flags);
const address = '127.0.0.1:9353';
await lab.pod.spawn(
  nodeArgv(
    new URL('drivers/request.ts', import.meta.url),
    String(1 / 15),
    String(60 * minutes + 60),
    '/metrics',
    address,
  ),
);

await pause(WARM_UP_MS);
const started = { at: performance.now(), cpuMs: cpuMs(agent.pid) };
const bytes: number[] = [];
while (performance.now() - started.at < minutes * 60_000) {
  bytes.push(anonymousBytes(agent.pid));
  await pause(SAMPLE_MS);
}
const cpuMsPerSecond = (cpuMs(agent.pid) - started.cpuMs) / ((performance.now() - started.at) / 1000);
const most = Math.max(...bytes);
const over = `over ${minutes} minutes after the first`;
report([
  {
    bar: `anonymous memory (RssAnon) at most ${MOST_MB} MB ${settings}`,
    measured: `at most ${megabytes(most)} MB, median ${megabytes(median(bytes))} MB, ${over}`,
    holds: most <= MOST_MB * 2 ** 20,
  },
  {
    bar: `CPU at most ${MOST_CPU_MS} ms per second ${settings}`,
    measured: `${cpuMsPerSecond.toFixed(1)} ms per second, ${over}`,
    holds: cpuMsPerSecond <= MOST_CPU_MS,
  },
]);
agent.signal('SIGTERM');
await agent.finished;

function megabytes(count: number): string {
  return (count / 2 ** 20).toFixed(1);
}
