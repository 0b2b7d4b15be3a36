/** DNS pods to which the VIP does not lead from this node. The conntrack table or refusals show it. So the failure of such a pod does not explain that of the VIP. */

import type { ArmTally, Evidence } from '../domain/evidence.ts';
import { sentTo } from './fates.ts';
import { failures, over, refusedQueries } from './rates.ts';

type Measured = Pick<Evidence, 'arms' | 'flows'>;

/** The fewest refusals of the VIP, and the fewest failures of a pod without any, that show that the VIP does not lead to the pod. */
const FEWEST = 3;
const ENOUGH_FAILED = 20;

/** The node's conntrack table shows it, or the VIP refuses queries and answers none, while the pod is silent and refuses none. */
export function podsBesideVip(evidence: Measured): readonly string[] {
  const direct = evidence.arms.filter(({ target }) => target.kind === 'endpoint');
  const pods = [...new Set(direct.map(({ target }) => target.address))];
  const vipRefuses = onlyRefuses(evidence.arms.filter(({ target }) => target.kind === 'vip'));
  return pods.filter((address) => {
    if (sentTo({ evidence }, [address])?.failures === 0) return true;
    return vipRefuses && isSilent(direct.filter(({ target }) => target.address === address));
  });
}

function onlyRefuses(arms: readonly ArmTally[]): boolean {
  const failed = over(arms, failures);
  return failed.failures === failed.trials && over(arms, refusedQueries).failures >= FEWEST;
}

function isSilent(arms: readonly ArmTally[]): boolean {
  return over(arms, failures).failures >= ENOUGH_FAILED && over(arms, refusedQueries).failures === 0;
}
