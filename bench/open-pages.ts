/** What open status pages cost the agent, and whether they change what is measured.   [minutes] */

import { setTimeout as pause } from 'node:timers/promises';
import { nodeArgv } from '../test/lab/dns/program.ts';
import { packetLoss } from '../test/lab/faults/packet-loss.ts';
import { standUp } from '../test/lab/lab.ts';
import { topology } from '../test/lab/topology.ts';
import { cpuMs, startAgent } from './agent-in-pod.ts';
import { medianChange } from './median-change.ts';
import { countArgument, median, type Row, report } from './rows.ts';

/** An open page asks for itself every two seconds (src/status/assets/page.js). */
const PER_PAGE_AND_SECOND = 0.5;
const PAGES = 10;
const MOST_SHARE = 0.02;
const AGENT = '127.0.0.1:9353';
/** So that the page has stalled lookups, verdicts and pictures to draw. */
const LOSS_PERCENT = 20;
const WARM_UP_MS = 120_000;
const TURN_S = 30;

const minutes = countArgument(5);
report([
  await cpuOfAPage(),
  await medianChange(`${PAGES} open pages`, { path: '/', perSecond: PAGES * PER_PAGE_AND_SECOND }, minutes),
]);

/** Half a minute with one open page, half a minute without, in turn: the CPU time that the agent used in each. */
async function cpuOfAPage(): Promise<Row> {
  await using lab = await standUp(topology());
  await lab.inject(packetLoss({ percent: LOSS_PERCENT, direction: 'queries' }));
  const agent = await startAgent(lab);
  await pause(WARM_UP_MS);
  const driver = new URL('request-driver.ts', import.meta.url);
  const [open, closed]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < 2 * minutes; turn += 1) {
    const isOpen = turn % 2 === 0;
    const before = { at: performance.now(), cpuMs: cpuMs(agent.pid) };
    if (isOpen) await lab.pod.run(nodeArgv(driver, String(PER_PAGE_AND_SECOND), String(TURN_S), '/', AGENT));
    else await pause(TURN_S * 1000);
    const share = (cpuMs(agent.pid) - before.cpuMs) / (performance.now() - before.at);
    (isOpen ? open : closed).push(share);
  }
  agent.signal('SIGTERM');
  await agent.finished;
  const [withPage, without] = [median(open), median(closed)];
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return {
    bar: `an open page costs the agent at most ${100 * MOST_SHARE} % of a core`,
    measured: `${percent(withPage - without)}: ${percent(withPage)} with it and ${percent(without)} without, medians of ${minutes} half-minutes each, while ${LOSS_PERCENT} % of the queries are lost`,
    holds: withPage - without <= MOST_SHARE,
  };
}
