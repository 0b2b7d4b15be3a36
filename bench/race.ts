/** How many of the pairs that two threads send at once the kernel counts as clashes, on a veth + DNAT path.   [pairs] */

import { z } from 'zod';
import { nodeArgv } from '../test/lab/dns/program.ts';
import { readNodeCounters, risen } from '../test/lab/ground/node-counters.ts';
import { type Lab, standUp } from '../test/lab/lab.ts';
import { topology } from '../test/lab/topology.ts';
import { countArgument, median, report } from './rows.ts';

const RUNS = 5;
const BAR = 0.25;
const pairs = countArgument(500);

await using lab = await standUp(topology({ proxy: 'iptables-nft' }));
const runs = { race: [] as number[], pair: [] as number[] };
let lost = 0;
for (let run = 0; run < RUNS; run += 1) {
  runs.race.push(await clashesByPair(lab, 'race'));
  runs.pair.push(await clashesByPair(lab, 'pair'));
}
const race = median(runs.race);
report([
  {
    bar: `\`race\`: clashes counted by the kernel at least ${BAR} a pair, median of ${RUNS} runs of ${pairs}`,
    measured: `${percent(race)} (runs: ${runs.race.map(percent).join(', ')}); ${lost} queries lost`,
    holds: race >= BAR,
  },
  {
    bar: '`pair` beside it: the same path, one thread',
    measured: `${percent(median(runs.pair))} (runs: ${runs.pair.map(percent).join(', ')})`,
  },
]);

/** Clashes that the node's kernel resolved or dropped while the pod sent its pairs, for each pair. */
async function clashesByPair({ pod, node, vip }: Lab, strategy: string): Promise<number> {
  const before = await readNodeCounters(node);
  const driver = new URL('pairs-driver.ts', import.meta.url);
  const said = await pod.run(nodeArgv(driver, vip, strategy, String(pairs)));
  lost += z.object({ lost: z.number() }).parse(JSON.parse(said)).lost;
  const { clashResolved, insertFailed } = risen(before, await readNodeCounters(node));
  return (clashResolved + insertFailed) / pairs;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
