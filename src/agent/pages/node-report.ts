/** What this agent says about its node in `GET /api/node`: the judgement that holds now, in the shape that the fleet reads. */

import { failedPairs } from '../../compare/counts/proportions.ts';
import { isAlarming } from '../../domain/cause.ts';
import type { ArmTally } from '../../domain/evidence.ts';
import {
  type DnsPodLoss,
  MOST_DNS_PODS,
  NODE_REPORT_SCHEMA,
  type NodeReport,
} from '../../domain/node-report.ts';
import type { Judgement } from '../../window/claims/judgement.ts';

export interface NodeFacts {
  readonly nodeName: string;
  readonly version: string;
  readonly ready: boolean;
  readonly zone?: string | undefined;
  /** Undefined where it is not known. */
  readonly cpus?: number | undefined;
}

export function nodeReport(facts: NodeFacts, { verdicts, evidence, raceWindow }: Judgement): NodeReport {
  const { kernel } = evidence.context;
  // A harmless cause, or one about fivesec itself, must not hide a fault.
  const surest = verdicts.find(({ cause }) => isAlarming(cause)) ?? verdicts[0];
  const { lookups, slow, failed } = evidence.lookups;
  const inside = evidence.arms.filter(({ scope }) => scope === 'cluster');
  const arms = inside.length > 0 ? inside : evidence.arms;
  const sent = failedPairs(arms.filter(({ target }) => target.kind !== 'endpoint'));
  return {
    schema: NODE_REPORT_SCHEMA,
    node: facts.nodeName,
    version: facts.version,
    ready: facts.ready,
    ...(facts.zone !== undefined && { zone: facts.zone }),
    ...(kernel.kind === 'read' && { kernel: kernel.value }),
    ...(facts.cpus !== undefined && { cpus: facts.cpus }),
    raceWindow,
    windowMs: Math.round(evidence.windowMs),
    ...(surest && { verdict: { cause: surest.cause, confidence: surest.confidence } }),
    lookups: { made: lookups, slow, failed },
    pairs: { sent: sent.trials, lost: sent.failures },
    dnsPods: dnsPodLosses(arms),
  };
}

/** The sum of all arms straight to a DNS pod, for each pod. If there are too many pods, those that lost the most remain. */
function dnsPodLosses(arms: readonly ArmTally[]): readonly DnsPodLoss[] {
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  const addresses = [...new Set(direct.map(({ target }) => target.address))];
  return addresses
    .map((address) => {
      const { failures, trials } = failedPairs(direct.filter(({ target }) => target.address === address));
      return { address, pairs: trials, lost: failures };
    })
    .sort((one, other) => other.lost - one.lost || one.address.localeCompare(other.address))
    .slice(0, MOST_DNS_PODS);
}
