/** Serves metrics, the status page, the page of the fleet and the API. */

import type { Config } from '../../config/schema.ts';
import { valueIn } from '../../domain/reading.ts';
import { listen, type RunningServer } from '../../http/server.ts';
import { createApp } from '../../status/app.ts';
import { statusPage } from '../../status/status-page.ts';
import type { Judging } from '../judging.ts';
import type { Measuring, MeasuringPorts } from '../measuring.ts';
import { fleetPages } from './fleet-pages.ts';
import { flowPage } from './flow-report.ts';
import { held } from './held.ts';
import { pageView } from './page-view.ts';

/** How long all readers get the same page: open pages load it every 1.25 seconds. A stall is known 3 s after its end (`pairs.grace`), so it shows within 5 s. */
const PAGE_MS = 500;

export interface ServingPorts extends Pick<MeasuringPorts, 'clock' | 'log' | 'signal' | 'build'> {
  /** The number of the node's CPUs; undefined where it is unknown. */
  readonly cpus?: number;
}

/** Resolves when the port is open. Throws a `Failure` if it is taken. */
export async function servePages(
  config: Config,
  ports: ServingPorts,
  { rig, recorder, window, flows, readiness, liveness }: Measuring,
  { journal, past, requests, judgements }: Judging,
): Promise<RunningServer> {
  const { clock, log, build } = ports;
  const { names } = rig;
  const healthy = () => liveness.healthy;
  const ready = () => readiness.isReady && rig.pods.isLookedFor;
  const readings = { rig, window, journal, past, requests, flows: () => valueIn(flows?.summary()) };
  const judged = judgements.last;
  const shown = { clock, ...build, ...readings, judged, ready, healthy };
  const app = createApp({
    log,
    expose: recorder.expose,
    healthy,
    ready,
    journal: () => journal.view(),
    verdicts: () => judged().verdicts,
    page: held(clock, PAGE_MS, () => statusPage(pageView(config, shown))),
    pages: [...fleetPages(config, { ...ports, ready, judged }), flowPage(clock, flows)],
  });
  const server = await listen(app, config.listen, clock);
  log.info({ listen: server.at, names, nameservers: rig.nameservers() }, 'fivesec agent is running');
  return server;
}
