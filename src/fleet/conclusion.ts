/** One conclusion over the reports of all nodes: where the fault is. Pure. */

import type { NodeReport } from '../domain/node-report.ts';
import { commonTraits, type Trait } from './common-trait.ts';
import { causeOf, countByCause, healthOf } from './health.ts';
import { failingPods, type PodLosses, podLosses, proportionOf } from './pod-losses.ts';

type ConclusionKind =
  /** No agent answered. */
  | 'no-answer'
  /** Every agent that answered is in its first round of probes. */
  | 'starting'
  | 'healthy'
  /** The same DNS pods fail from every node. */
  | 'dns-pod'
  /** One node has a fault, the others have none. */
  | 'one-node'
  /** Some nodes have a fault, and have something in common that the others lack. */
  | 'common-trait'
  /** Every node has a fault. */
  | 'every-node'
  /** Some nodes have a fault, and nothing sets them apart. */
  | 'unclear';

export interface Conclusion {
  readonly kind: ConclusionKind;
  /** For people, with numbers. */
  readonly sentence: string;
}

/** If chance gives such a trait more often than this, the sentence has a warning. */
const MAY_BE_CHANCE = 0.05;

/** `pods`: the losses of the same reports, where they are known already. */
export function conclude(
  reports: readonly NodeReport[],
  pods: readonly PodLosses[] = podLosses(reports),
): Conclusion {
  const failing = failingPods(pods);
  if (failing.length > 0) return { kind: 'dns-pod', sentence: podSentence(failing, pods) };

  const of = (health: ReturnType<typeof healthOf>) => reports.filter((report) => healthOf(report) === health);
  const [unhealthy, healthy] = [of('unhealthy'), of('healthy')];
  const [first] = unhealthy;
  if (reports.length === 0)
    return { kind: 'no-answer', sentence: 'No agent answered, so nothing is known about any node.' };
  if (!first) return withoutFault(reports.length, healthy.length);
  if (unhealthy.length === 1 && healthy.length > 0)
    return { kind: 'one-node', sentence: nodeSentence(first, healthy) };
  if (healthy.length === 0) return { kind: 'every-node', sentence: everywhereSentence(unhealthy) };
  const traits = commonTraits(unhealthy, healthy);
  if (traits.length === 0) return { kind: 'unclear', sentence: unclearSentence(unhealthy, healthy) };
  return { kind: 'common-trait', sentence: traitSentence(traits, unhealthy, healthy) };
}

function withoutFault(answered: number, healthy: number): Conclusion {
  if (healthy === 0)
    return {
      kind: 'starting',
      sentence: `${countOf(answered, 'node')} answered, and all are still in their first round of probes: ask again in a minute.`,
    };
  return {
    kind: 'healthy',
    sentence: `No fault of DNS was found on the ${countOf(healthy, 'node')} that answered and had measured.`,
  };
}

function podSentence(failing: readonly PodLosses[], pods: readonly PodLosses[]): string {
  const others = pods.filter((pod) => !failing.includes(pod));
  const [own, rest] = [proportionOf(failing), proportionOf(others)];
  const [first] = failing;
  const nodes = failing.reduce((most, pod) => Math.max(most, pod.nodes), 0);
  const affected = failing.reduce((most, pod) => Math.max(most, pod.nodesWithLoss), 0);
  const from = affected === nodes ? `all ${nodes} nodes` : `${affected} of ${nodes} nodes`;
  const who =
    failing.length === 1
      ? `DNS pod ${first?.address} fails`
      : `${failing.length} of ${pods.length} DNS pods fail (${named(failing.map(({ address }) => address))})`;
  const where =
    failing.length === 1
      ? 'the fault is in that pod or on its node'
      : 'the fault is in those pods or on their nodes';
  return (
    `${who} from ${from}, with ${own.failures} of ${own.trials} pairs lost, while the other ${countOf(others.length, 'pod')} ` +
    `lost ${rest.failures} of ${rest.trials}: ${where}.`
  );
}

function nodeSentence(report: NodeReport, healthy: readonly NodeReport[]): string {
  const lossy = report.dnsPods.filter(({ lost }) => lost > 0);
  const asked = report.dnsPods.filter(({ pairs }) => pairs > 0);
  const own = proportionOf(report.dnsPods);
  const rest = proportionOf(healthy.flatMap(({ dnsPods }) => dnsPods));
  const cause = causeOf(report);
  const all = healthy.length + 1;
  const head = `Only node ${report.node} of ${all} has a fault${cause === undefined ? '' : ` (${cause})`}`;
  if (asked.length === 0 || rest.trials === 0) return `${head}: look for it on that node.`;
  const where =
    lossy.length === 1 && asked.length > 1
      ? `the fault is between that node and DNS pod ${lossy[0]?.address}`
      : 'the fault is on that node, or on its network';
  return (
    `${head}: it lost ${own.failures} of ${own.trials} pairs, to ${lossy.length} of ${countOf(asked.length, 'DNS pod')}, ` +
    `the others ${rest.failures} of ${rest.trials}; ${where}.`
  );
}

function everywhereSentence(unhealthy: readonly NodeReport[]): string {
  const causes = causesOf(unhealthy);
  if (unhealthy.length === 1)
    return `The only node that answered has a fault (${causes}): there is no other node to compare it with.`;
  return (
    `All ${unhealthy.length} nodes that had measured have a fault (${causes}): look for what all nodes share, ` +
    'such as the DNS pods, their upstream servers, or the network.'
  );
}

function traitSentence(
  traits: readonly Trait[],
  unhealthy: readonly NodeReport[],
  healthy: readonly NodeReport[],
): string {
  const [first] = traits;
  const equals = traits.filter(({ chance }) => chance === first?.chance);
  const words = equals.map((trait) => trait.words).join(' and ');
  const doubt = (first?.chance ?? 1) > MAY_BE_CHANCE ? ' With so few nodes this may be chance.' : '';
  return (
    `${unhealthy.length} of ${unhealthy.length + healthy.length} nodes have a fault (${causesOf(unhealthy)}): ` +
    `${first?.unhealthy} of these ${unhealthy.length} have ${words}, and ${first?.healthy} of the ${healthy.length} healthy ones.${doubt}`
  );
}

function unclearSentence(unhealthy: readonly NodeReport[], healthy: readonly NodeReport[]): string {
  return (
    `${unhealthy.length} of ${unhealthy.length + healthy.length} nodes have a fault (${causesOf(unhealthy)}), and neither kernel, ` +
    'race window, zone nor number of CPUs sets them apart: nothing can be said about where the fault is.'
  );
}

function causesOf(reports: readonly NodeReport[]): string {
  return named(countByCause(reports).map(({ cause, nodes }) => `${cause} on ${nodes}`));
}

/** The first three, and the number of the others. */
function named(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).join(', ');
  return texts.length > 3 ? `${shown} and ${texts.length - 3} more` : shown;
}

/** `1 node`, `2 nodes`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
