/** Whether a report says that something is wrong on its node, and the sums over reports. */

import { CAUSES, harmOf, isAlarming } from '../domain/cause.ts';
import { isCause, type NodeReport } from '../domain/node-report.ts';
import { confidenceInPercent } from '../domain/verdict.ts';
import { proportionOf } from './pod-losses.ts';

/** `starting`: the first round of probes is not done, so the node counts neither as healthy nor as unhealthy. */
export type Health = 'unhealthy' | 'healthy' | 'starting';

/** From this confidence on a verdict counts. */
const LEAST_CONFIDENCE = 0.5;
/** A node that loses this much straight to the DNS pods is unhealthy before a verdict says why. */
const HEAVY_LOSS = { least: 3, ratio: 0.2 } as const;

export function healthOf(report: NodeReport): Health {
  if (causeOf(report) !== undefined || losesHeavily(report)) return 'unhealthy';
  return report.ready ? 'healthy' : 'starting';
}

/** The cause that the fleet shows for the node: the surest verdict, unless it is harmless, about fivesec itself, or below 0.5. */
export function causeOf({ verdict }: NodeReport): string | undefined {
  if (!verdict || verdict.confidence < LEAST_CONFIDENCE) return undefined;
  return !isCause(verdict.cause) || isAlarming(verdict.cause) ? verdict.cause : undefined;
}

/** `80 %`; empty without a cause, and for one that is not known: its confidence is higher the less is known. */
export function sureOf(report: NodeReport): string {
  const cause = causeOf(report);
  if (cause === undefined || !report.verdict || (isCause(cause) && harmOf(cause) === 'unnamed')) return '';
  return confidenceInPercent(report.verdict.confidence);
}

function losesHeavily(report: NodeReport): boolean {
  const { failures, trials } = proportionOf(report.dnsPods);
  return failures >= HEAVY_LOSS.least && failures >= HEAVY_LOSS.ratio * trials;
}

export interface CauseCount {
  /** A cause, or `no cause yet` for a node that loses queries before a verdict says why. */
  readonly cause: string;
  readonly nodes: number;
}

/** The number of unhealthy nodes by cause: most nodes first. */
export function countByCause(reports: readonly NodeReport[]): readonly CauseCount[] {
  const counts = new Map<string, number>();
  for (const report of reports) {
    if (healthOf(report) !== 'unhealthy') continue;
    const cause = causeOf(report) ?? 'no cause yet';
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...counts]
    .map(([cause, nodes]) => ({ cause, nodes }))
    .sort((one, other) => other.nodes - one.nodes || one.cause.localeCompare(other.cause));
}

/** The clause that says what a cause means; empty for a cause that this version does not know. */
export function titleOf(cause: string): string {
  return isCause(cause) ? CAUSES[cause].title : '';
}
