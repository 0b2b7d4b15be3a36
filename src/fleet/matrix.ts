/** The rows and columns that people see: the worst nodes and the worst DNS pods one by one, the others as sums. */

import type { NodeReport } from '../domain/node-report.ts';
import type { Proportion } from '../statistics/tests.ts';
import { causeOf, type Health, healthOf } from './health.ts';
import { type PodLosses, podLosses, proportionOf } from './pod-losses.ts';

export interface MatrixRow {
  readonly report: NodeReport;
  readonly health: Health;
  readonly cause: string | undefined;
  /** One for each column of `FleetMatrix.pods`; `undefined` where the node has sent nothing to the pod. */
  readonly cells: readonly (Proportion | undefined)[];
  /** The pods that have no column of their own. */
  readonly otherPods: Proportion;
}

export interface FleetMatrix {
  /** The columns: addresses, those that lost the largest share first. */
  readonly pods: readonly string[];
  readonly otherPods: number;
  /** The worst node first. */
  readonly rows: readonly MatrixRow[];
  /** Nodes without a row of their own, and what they have in sum. */
  readonly rest: {
    readonly nodes: number;
    readonly unhealthy: number;
    readonly lookups: Proportion;
    readonly pairs: Proportion;
    readonly cells: readonly Proportion[];
    readonly otherPods: Proportion;
  };
}

export interface MatrixLimits {
  readonly rows: number;
  readonly pods: number;
}

export function fleetMatrix(
  reports: readonly NodeReport[],
  limits: MatrixLimits,
  losses: readonly PodLosses[] = podLosses(reports),
): FleetMatrix {
  const pods = losses.slice(0, limits.pods).map(({ address }) => address);
  const sorted = reports
    .map((report) => ({ report, badness: badness(report) }))
    .sort((one, other) => other.badness - one.badness || (one.report.node < other.report.node ? -1 : 1))
    .map(({ report }) => report);
  return {
    pods,
    otherPods: losses.length - pods.length,
    rows: sorted.slice(0, limits.rows).map((report) => rowOf(report, pods)),
    rest: restOf(sorted.slice(limits.rows), pods),
  };
}

function restOf(rest: readonly NodeReport[], pods: readonly string[]): FleetMatrix['rest'] {
  const losses = podLosses(rest);
  const shareOf = (wanted: string) => proportionOf(losses.filter(({ address }) => address === wanted));
  return {
    nodes: rest.length,
    unhealthy: rest.filter((report) => healthOf(report) === 'unhealthy').length,
    lookups: totalOf(rest.map(slowLookups)),
    pairs: totalOf(rest.map(lostPairs)),
    cells: pods.map(shareOf),
    otherPods: proportionOf(losses.filter(({ address }) => !pods.includes(address))),
  };
}

/** Unhealthy nodes first, the surest of them first; then by lost pairs and slow lookups. */
function badness(report: NodeReport): number {
  const share = ({ failures, trials }: Proportion) => (trials === 0 ? 0 : failures / trials);
  const sure = causeOf(report) === undefined ? 0 : (report.verdict?.confidence ?? 0);
  const rank = healthOf(report) === 'unhealthy' ? 10 : 0;
  return (
    rank + sure + share(proportionOf(report.dnsPods)) + share(lostPairs(report)) + share(slowLookups(report))
  );
}

function rowOf(report: NodeReport, pods: readonly string[]): MatrixRow {
  const own = new Map(report.dnsPods.map((pod) => [pod.address, pod]));
  const cell = (address: string) => {
    const pod = own.get(address);
    return pod && pod.pairs > 0 ? { failures: pod.lost, trials: pod.pairs } : undefined;
  };
  return {
    report,
    health: healthOf(report),
    cause: causeOf(report),
    cells: pods.map(cell),
    otherPods: proportionOf(report.dnsPods.filter(({ address }) => !pods.includes(address))),
  };
}

/** Lookups as an application makes them: those that stalled. */
export function slowLookups({ lookups }: NodeReport): Proportion {
  return { failures: lookups.slow, trials: lookups.made };
}

export function lostPairs({ pairs }: NodeReport): Proportion {
  return { failures: pairs.lost, trials: pairs.sent };
}

function totalOf(shares: readonly Proportion[]): Proportion {
  return {
    failures: shares.reduce((sum, { failures }) => sum + failures, 0),
    trials: shares.reduce((sum, { trials }) => sum + trials, 0),
  };
}
