/** The agent's part in the fleet: the report of its own node, and the page about all nodes. */

import type { Config } from '../../config/schema.ts';
import { Fleet } from '../../fleet/fleet.ts';
import { fleetlessPage, fleetPage } from '../../fleet/fleet-page.ts';
import { FLEET_POLICY } from '../../fleet/fleet-style.ts';
import { send, sendJson } from '../../http/answers.ts';
import type { Clock } from '../../platform/clock.ts';
import type { AppPorts } from '../../status/app.ts';
import type { Judgement } from '../../window/claims/judgement.ts';
import { nodeReport } from './node-report.ts';

export interface FleetPagesPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly build: { readonly version: string };
  readonly cpus?: number;
  readonly ready: () => boolean;
  readonly judged: () => Judgement;
}

export function fleetPages(config: Config, ports: FleetPagesPorts): NonNullable<AppPorts['pages']> {
  const { build, cpus, ready, judged } = ports;
  const fleet = new Fleet(config, ports);
  const report = () => {
    const { nodeName, zone } = config;
    return nodeReport({ nodeName, zone, version: build.version, ready: ready(), cpus }, judged());
  };
  return [
    { path: '/api/node', answer: (response) => sendJson(response, report()) },
    {
      path: '/fleet',
      async answer(response) {
        const view = await fleet.view();
        const page = view.kind === 'survey' ? fleetPage(view.survey) : fleetlessPage(view.reason);
        response.setHeader('Content-Security-Policy', FLEET_POLICY);
        send(response, 'text/html; charset=utf-8', page);
      },
    },
  ];
}
