/** What open status pages cost the agent, and whether they change what is measured.   [minutes] */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { nodeArgv } from '../test/lab/dns/program.ts';
import { packetLoss } from '../test/lab/faults/packet-loss.ts';
import { standUp } from '../test/lab/lab.ts';
import { topology } from '../test/lab/topology.ts';
import { startAgent } from './support/agent-in-pod.ts';
import { countArgument } from './support/arguments.ts';
import { medianChange } from './support/median-change.ts';
import { median, type Row, report } from './support/rows.ts';

/** An open page asks for itself every 1.25 seconds (src/status/assets/page.js). */
const PER_PAGE_AND_SECOND = 0.8;
const PAGES = 10;
const MOST_SHARE = 0.02;
const AGENT = '127.0.0.1:9353';
/** So that the page has stalled lookups, verdicts and pictures to draw. */
const LOSS_PERCENT = 20;
const WARM_UP_MS = 120_000;
const Cpu = z.object({ asked: z.array(z.number()), unasked: z.array(z.number()) });

const minutes = countArgument(5);
report([
  await cpuOfAPage(),
  await medianChange(`${PAGES} open pages`, { path: '/', perSecond: PAGES * PER_PAGE_AND_SECOND }, minutes),
]);

/** The CPU time in the quarter of a second in which one page is asked for, less that of one in which none is. */
async function cpuOfAPage(): Promise<Row> {
  await using lab = await standUp(topology());
  await lab.inject(packetLoss({ percent: LOSS_PERCENT, direction: 'queries' }));
  const agent = await startAgent(lab);
  await pause(WARM_UP_MS);
  const turns = 20 * minutes;
  const driver = new URL('drivers/page-cost.ts', import.meta.url);
  const said = await lab.pod.run(nodeArgv(driver, String(agent.pid), String(turns), `http://${AGENT}/`));
  const { asked, unasked } = Cpu.parse(JSON.parse(said));
  agent.signal('SIGTERM');
  await agent.finished;
  const pageMs = median(asked) - median(unasked);
  const share = (pageMs * PER_PAGE_AND_SECOND) / 1000;
  return {
    bar: `an open page costs the agent at most ${100 * MOST_SHARE} % of a core`,
    measured: `${(100 * share).toFixed(2)} %: ${pageMs.toFixed(1)} ms of CPU for each page, one every 1.25 seconds; median of ${turns}, while ${LOSS_PERCENT} % of the queries are lost`,
    holds: share <= MOST_SHARE,
  };
}
