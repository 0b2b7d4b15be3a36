/** `npm run bench -- memory [SECONDS] [PART OF A NAME]...`: anonymous memory of Node, its libraries and the agent, side by side. */

import { setTimeout as pause } from 'node:timers/promises';
import { table } from '../scripts/markdown.ts';
import { standUp } from '../test/lab/lab.ts';
import { topology } from '../test/lab/topology.ts';
import { variants } from './memory/variants.ts';
import { anonymousBytes, cpuMs } from './support/agent-in-pod.ts';
import { machine, median } from './support/rows.ts';

const SAMPLES_S = 20;
const BETWEEN_STARTS_MS = 700;
const MIB = 2 ** 20;
const [seconds = '60', ...only] = process.argv.slice(2);

await using lab = await standUp(topology());
const running = [];
for (const variant of variants(lab, only)) {
  const process = await lab.pod.spawn(variant.argv, { env: { ...variant.env } });
  running.push({ ...variant, process, bytes: [] as number[], startedAtMs: performance.now() });
  await pause(BETWEEN_STARTS_MS);
}
const untilMs = performance.now() + Number(seconds) * 1000;
while (performance.now() < untilMs) {
  await pause(1_000);
  if (untilMs - performance.now() > SAMPLES_S * 1000) continue;
  for (const one of running) one.bytes.push(anonymousBytes(one.process.pid));
}
const rows = running.map(({ name, bytes, process, startedAtMs }) => {
  const cpu = cpuMs(process.pid) / ((performance.now() - startedAtMs) / 1000);
  return [name, mb(median(bytes)), mb(Math.max(...bytes)), cpu.toFixed(1)];
});
console.log(`${machine()}, after ${seconds} s\n`);
console.log(table(['process', 'RssAnon, MB', 'most', 'CPU with the start, ms/s'], rows));

function mb(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}
