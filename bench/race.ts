/**
 * How many of the pairs that two threads send at once the kernel counts as clashes, on a veth + DNAT path: fivesec in alternation
 * with a C program, on an idle machine and beside two programs that use all CPU. Then on an idle machine with a pause between pairs, as in
 * the agent: both threads slept before.   [pairs]
 */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { nodeArgv } from '../test/lab/dns/program.ts';
import { readNodeCounters, risen } from '../test/lab/ground/node-counters.ts';
import { type Lab, standUp } from '../test/lab/lab.ts';
import { compile } from '../test/lab/probe/compile.ts';
import { topology } from '../test/lab/topology.ts';
import { countArgument } from './support/arguments.ts';
import { median, type Row, report } from './support/rows.ts';

const RUNS = 5;
const BAR = 0.25;
const SHARE_OF_C = 0.8;
/** In milliseconds. */
const PAUSE_MS = 200;
const HOG = [process.execPath, '-e', 'for (;;);'] as const;
const pairs = countArgument(500);
const SENDERS = ['race', 'C', 'pair'] as const;
type Sender = (typeof SENDERS)[number];

await using lab = await standUp(topology({ proxy: 'iptables-nft' }));
const program = await compile('senders', 'glibc', lab.directory);
let lost = 0;
const rows: Row[] = [];
for (const condition of ['idle', 'two hogs'] as const) {
  const hogs = condition === 'idle' ? [] : await Promise.all([lab.pod.spawn(HOG), lab.pod.spawn(HOG)]);
  await pause(1_000);
  const runs: Record<Sender, number[]> = { race: [], C: [], pair: [] };
  for (let run = 0; run < RUNS; run += 1)
    for (const sender of SENDERS) runs[sender].push(await clashesByPair(lab, sender));
  for (const hog of hogs) hog.signal('SIGKILL');
  rows.push(...rowsOf(condition, runs));
}
const rested: number[] = [];
for (let run = 0; run < RUNS; run += 1) rested.push(await clashesByPair(lab, 'race', PAUSE_MS));
rows.push(bar(rested, `, ${PAUSE_MS} ms between pairs`));
report(rows);

function rowsOf(condition: 'idle' | 'two hogs', runs: Readonly<Record<Sender, readonly number[]>>): Row[] {
  const shown = (sender: Sender) =>
    `${percent(median(runs[sender]))} (runs: ${runs[sender].map(percent).join(', ')})`;
  const race = median(runs.race);
  const c = median(runs.C);
  const most = condition === 'idle' ? [bar(runs.race)] : [];
  return [
    ...most,
    {
      bar: `${condition}: at least ${SHARE_OF_C} of the clashes of two threads in C`,
      measured: `\`race\` ${shown('race')}, C ${shown('C')}; ${lost} queries of fivesec lost so far`,
      holds: race >= SHARE_OF_C * c,
    },
    { bar: `${condition}: \`pair\` beside it, one thread`, measured: shown('pair') },
  ];
}

function bar(runs: readonly number[], how = ''): Row {
  const share = median(runs);
  return {
    bar: `\`race\`: clashes counted by the kernel at least ${BAR} a pair, median of ${RUNS} runs of ${pairs}${how}`,
    measured: `${percent(share)} (runs: ${runs.map(percent).join(', ')})`,
    holds: share >= BAR,
  };
}

/** The number of clashes for each pair: those that the node's kernel resolved or dropped while the pod sent its pairs. */
async function clashesByPair({ pod, node, vip }: Lab, sender: Sender, pauseMs = 0): Promise<number> {
  // The C program uses the same ports in each run. With the entries of the last run its pairs could not clash.
  await node.run(['conntrack', '-F']);
  const before = await readNodeCounters(node);
  if (sender === 'C') {
    await pod.run([program, 'shared', String(pairs), `/run/netns/${pod.name}`, vip]);
  } else {
    const driver = new URL('drivers/pairs.ts', import.meta.url);
    const said = await pod.run(nodeArgv(driver, vip, sender, String(pairs), String(pauseMs)));
    lost += z.object({ lost: z.number() }).parse(JSON.parse(said)).lost;
  }
  const { clashResolved, insertFailed } = risen(before, await readNodeCounters(node));
  return (clashResolved + insertFailed) / pairs;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
