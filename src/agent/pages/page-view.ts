/** Puts together what the status page shows. */

import type { Config } from '../../config/schema.ts';
import type { FlowSummary } from '../../domain/flow.ts';
import { formatServer, type Server } from '../../domain/server.ts';
import type { HttpRequests } from '../../journal/http-requests.ts';
import type { Journal } from '../../journal/journal.ts';
import { LOOKUP_HISTORY_MS, type LookupHistory } from '../../journal/lookup-history.ts';
import { assertNever } from '../../platform/assert-never.ts';
import type { Clock } from '../../platform/clock.ts';
import { nameserverKind } from '../../probe/nameserver-kind.ts';
import type { Rig } from '../../probe/rig.ts';
import type { FoundNameserver, FoundPods, PageView } from '../../status/page-view.ts';
import type { Judgement } from '../../window/claims/judgement.ts';
import type { EvidenceWindow } from '../../window/evidence-window.ts';

export interface ViewPorts {
  readonly clock: Clock;
  readonly version: string;
  readonly rig: Pick<Rig, 'names' | 'nameservers' | 'pods'>;
  readonly window: Pick<EvidenceWindow, 'recentSteps' | 'latest'>;
  readonly journal: Journal;
  readonly past: LookupHistory;
  readonly requests: HttpRequests;
  readonly flows: () => FlowSummary | undefined;
  readonly judged: () => Judgement;
  readonly ready: () => boolean;
  readonly healthy: () => boolean;
}

export function pageView(config: Config, ports: ViewPorts): PageView {
  const { clock, version, rig, window, journal, past, judged } = ports;
  const flows = ports.flows();
  return {
    version,
    nodeName: config.nodeName,
    names: rig.names,
    nameservers: foundNameservers(config, rig.nameservers(), rig.pods.servers),
    pods: foundPods(config, rig.pods.servers),
    ...(flows && { flows }),
    ready: ports.ready(),
    healthy: ports.healthy(),
    now: clock.wall(),
    judgement: judged(),
    journal: journal.view(),
    past: past.view(),
    requests: ports.requests.view(),
    steps: window.recentSteps(LOOKUP_HISTORY_MS),
    latest: window.latest,
  };
}

type Origins = Pick<
  Config,
  'nameservers' | 'resolvConf' | 'hostIps' | 'nodeLocal' | 'endpoints' | 'endpointsName'
>;

/** `asked`: in the order in which applications ask them. */
export function foundNameservers(
  config: Origins,
  asked: readonly Server[],
  endpoints: readonly Server[],
): readonly FoundNameserver[] {
  const isGiven = config.nameservers.length > 0;
  const inOrder = asked.map((server, index) => ({
    server,
    is: kindInWords(nameserverKind(server.address, { ...config, endpoints })),
    found: isGiven ? 'from the option `nameservers`' : `number ${index + 1} in ${config.resolvConf}`,
  }));
  const { nodeLocal } = config;
  if (nodeLocal === undefined || asked.some((server) => formatServer(server) === formatServer(nodeLocal)))
    return inOrder;
  return [
    ...inOrder,
    { server: nodeLocal, is: kindInWords('node-local'), found: 'from the option `nodeLocal`' },
  ];
}

function kindInWords(kind: ReturnType<typeof nameserverKind>): string {
  switch (kind) {
    case 'vip':
      return 'a Service address (VIP)';
    case 'node-local':
      return 'a node-local cache';
    case 'dns-pod':
      return 'one DNS pod, without a Service';
    case 'other':
      return 'an address outside the private ranges';
    default:
      return assertNever(kind);
  }
}

export function foundPods({ endpoints, endpointsName }: Origins, servers: readonly Server[]): FoundPods {
  if (endpointsName !== undefined) {
    const service = `the headless Service ${endpointsName}`;
    const found =
      servers.length > 0 ? `found by resolving ${service}` : `${service} has no address, or got no answer`;
    return { servers, found };
  }
  if (endpoints.length > 0) return { servers, found: 'from the option `endpoints`' };
  return { servers, found: 'not known, because neither `endpoints` nor `endpointsName` is set' };
}
