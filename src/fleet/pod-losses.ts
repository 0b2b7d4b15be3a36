/** The losses of each DNS pod over all nodes, and the pods that fail from every node. */

import type { NodeReport } from '../domain/node-report.ts';
import { fisherGreater, type Proportion } from '../statistics/tests.ts';

export interface PodLosses {
  readonly address: string;
  readonly pairs: number;
  readonly lost: number;
  /** Nodes that sent a pair to this pod, and those of them that lost one. */
  readonly nodes: number;
  readonly nodesWithLoss: number;
  /** The number of nodes that would have lost a pair if every node lost the same share. */
  readonly evenly: number;
}

/** A pod that loses a smaller share does not count as failing. */
const LEAST_RATIO = 0.1;
/** The probability that a healthy pod counts as failing. */
const SIGNIFICANCE = 0.001;
/** The number of nodes with a loss, as a share of the number that evenly spread losses would give. A failing pod has this or more. */
const SPREAD = 0.7;

interface Sums {
  pairs: number;
  lost: number;
  nodes: number;
  nodesWithLoss: number;
  /** The number of nodes by the number of pairs that they sent. */
  readonly sizes: Map<number, number>;
}

/** One row for each pod: the largest share of lost pairs first. One pass over the reports: there may be thousands. */
export function podLosses(reports: readonly NodeReport[]): readonly PodLosses[] {
  const pods = new Map<string, Sums>();
  for (const { dnsPods } of reports) {
    for (const { address, pairs, lost } of dnsPods) {
      if (pairs === 0) continue;
      let sums = pods.get(address);
      if (!sums) {
        sums = { pairs: 0, lost: 0, nodes: 0, nodesWithLoss: 0, sizes: new Map() };
        pods.set(address, sums);
      }
      sums.pairs += pairs;
      sums.lost += lost;
      sums.nodes += 1;
      if (lost > 0) sums.nodesWithLoss += 1;
      sums.sizes.set(pairs, (sums.sizes.get(pairs) ?? 0) + 1);
    }
  }
  return [...pods].map(([address, sums]) => summed(address, sums)).sort(byShare);
}

function summed(address: string, { sizes, ...sums }: Sums): PodLosses {
  const kept = 1 - sums.lost / sums.pairs;
  let evenly = 0;
  for (const [pairs, nodes] of sizes) evenly += nodes * (1 - kept ** pairs);
  return { address, ...sums, evenly };
}

function byShare(one: PodLosses, other: PodLosses): number {
  return other.lost / other.pairs - one.lost / one.pairs || one.address.localeCompare(other.address);
}

/**
 * The pods that lose pairs from nodes everywhere, while other pods do not. Empty if all pods lose alike, if there
 * is only one pod or one node, or if the losses belong to a few nodes.
 */
export function failingPods(pods: readonly PodLosses[]): readonly PodLosses[] {
  return pods.filter((pod, index) => {
    // The pods are sorted by share, so those after this one lose less.
    const others = proportionOf(pods.slice(index + 1));
    const isWorse = fisherGreater({ failures: pod.lost, trials: pod.pairs }, others) < SIGNIFICANCE;
    return isWorse && pod.lost >= LEAST_RATIO * pod.pairs && isEverywhere(pod);
  });
}

function isEverywhere({ nodes, nodesWithLoss, evenly }: PodLosses): boolean {
  return nodes >= 2 && nodesWithLoss >= 2 && nodesWithLoss >= SPREAD * evenly;
}

/** The pairs that were lost, of all that were sent to these pods. */
export function proportionOf(pods: readonly { readonly pairs: number; readonly lost: number }[]): Proportion {
  return {
    failures: pods.reduce((sum, { lost }) => sum + lost, 0),
    trials: pods.reduce((sum, { pairs }) => sum + pairs, 0),
  };
}
