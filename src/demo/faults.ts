/**
 * The demo's faults: of the DNS pods, of the network for each datagram, and of the node's DNAT for queries to the VIP.
 * Each is a script around the next one.
 */

import { assertNever } from '../platform/assert-never.ts';
import type { Random } from '../platform/random.ts';
import { Flows } from './flows.ts';
import { type Action, ANSWER, always, byType, choose, DROP, type Script, withProbability } from './script.ts';

/** `does` follows "A DNS server on ADDRESS". `rate` is the default proportion, 0 to 1; `hits` says of what. */
export const FAULTS = {
  none: { does: 'answers every query', hits: 'nothing', rate: 0 },
  race: {
    does: 'drops the second query of an A/AAAA pair on its way through the VIP, as an old kernel does',
    hits: 'pairs that leave one fresh socket at once',
    rate: 0.3,
  },
  loss: { does: 'loses UDP datagrams on the way to the DNS pods', hits: 'UDP queries', rate: 0.1 },
  'aaaa-drop': { does: 'leaves AAAA unanswered', hits: 'AAAA queries', rate: 1 },
  slow: { does: 'answers 0.2 to 2 seconds late', hits: 'queries', rate: 0.5 },
  servfail: { does: 'answers SERVFAIL', hits: 'queries', rate: 0.5 },
  'dead-endpoint': {
    does: 'leads a third of all flows to a DNS pod that is silent',
    hits: 'queries to that pod',
    rate: 1,
  },
} as const satisfies Record<string, { does: string; hits: string; rate: number }>;

export type Fault = keyof typeof FAULTS;
export const FAULT_IDS = Object.keys(FAULTS) as readonly Fault[];

/** The round trip of a healthy answer. During it, a second datagram meets an unfinished conntrack entry. */
const LATENCY_MS = 3;
/**
 * Two datagrams within this time clash. It is shorter than the latency, so that a query sent after an answer never clashes, and
 * shorter than the 4 ms by which `staggered` delays the second query.
 */
const RACE_WINDOW_MS = 2;
const SLOW_FROM_MS = 200;
const SLOW_TO_MS = 2000;

export interface FaultScripts {
  readonly vip: Script;
  /** One for each DNS pod. */
  readonly endpoints: readonly Script[];
  readonly nodeLocal: Script;
}

const HEALTHY: Action = delayed(LATENCY_MS, ANSWER);

/**
 * The scripts of a cluster with `endpointCount` DNS pods and `fault`, which hits a proportion of `rate` (0 to 1).
 * The node-local cache is in front of the network and the DNAT: only faults of DNS itself affect it, not those of the path.
 */
export function faultScripts(
  fault: Fault,
  rate: number,
  random: Random,
  endpointCount: number,
): FaultScripts {
  const pod = podScript(fault, rate, random);
  const endpoints = Array.from({ length: endpointCount }, (_, index) => {
    const isDead = fault === 'dead-endpoint' && index === endpointCount - 1;
    return isDead ? withProbability(rate, random, DROP, HEALTHY) : reached(fault, rate, random, pod);
  });
  const flows = new Flows(() => random.next());
  return { vip: translated(fault, rate, random, flows, endpoints), endpoints, nodeLocal: pod };
}

/** The faults of a DNS server itself. */
function podScript(fault: Fault, rate: number, random: Random): Script {
  switch (fault) {
    case 'none':
    case 'race':
    case 'loss':
    case 'dead-endpoint':
      return always(HEALTHY);
    case 'aaaa-drop':
      return byType({ A: HEALTHY, AAAA: withProbability(rate, random, DROP, HEALTHY) });
    case 'slow': {
      const smear = () => delayed(SLOW_FROM_MS + (SLOW_TO_MS - SLOW_FROM_MS) * random.next(), ANSWER);
      return withProbability(rate, random, smear, HEALTHY);
    }
    case 'servfail':
      return withProbability(
        rate,
        random,
        delayed(LATENCY_MS, { kind: 'rcode', rcode: 'SERVFAIL' }),
        HEALTHY,
      );
    default:
      return assertNever(fault);
  }
}

/** The faults of the network to a pod. TCP repairs what the network loses. */
function reached(fault: Fault, rate: number, random: Random, pod: Script): Script {
  if (fault !== 'loss') return pod;
  const lossy = withProbability(rate, random, DROP, pod);
  return (query) => choose(query.transport === 'udp' ? lossy : pod, query);
}

/** The faults of the VIP. DNAT sends each flow to one endpoint. Of two new datagrams that clash, the second is lost. */
function translated(
  fault: Fault,
  rate: number,
  random: Random,
  flows: Flows,
  endpoints: readonly Script[],
): Script {
  return (query) => {
    const { flow, isNew } = flows.of(query);
    const clashes = !isNew && query.transport === 'udp' && query.atMs - flow.bornAtMs <= RACE_WINDOW_MS;
    if (fault === 'race' && clashes && random.next() < rate) return DROP;
    const endpoint = endpoints[Math.floor(flow.lot * endpoints.length)];
    return choose(endpoint ?? DROP, query);
  };
}

function delayed(ms: number, action: Action): Action {
  return { kind: 'delay', ms, action };
}
