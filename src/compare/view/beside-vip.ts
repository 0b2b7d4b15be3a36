/** DNS pods to which the VIP does not lead from this node. The conntrack table, refusals, or whole pairs that are never lost show it. So the failure of such a pod does not explain that of the VIP. */

import type { ArmTally, Evidence } from '../../domain/evidence.ts';
import type { Strategy } from '../../domain/strategy.ts';
import { allFailed, failedPairs, failures, over, refusedQueries } from '../counts/proportions.ts';
import { sentTo } from './fates.ts';
import { firstNameserver } from './sorted-evidence.ts';

type Measured = Pick<Evidence, 'arms' | 'flows'>;

/** The fewest refusals of the VIP, and the fewest failures of a pod without any, that show that the VIP does not lead to the pod. */
const FEWEST = 3;
const ENOUGH_FAILED = 20;

/** The node's conntrack table shows it, or the VIP refuses queries and answers none, while the pod is silent and refuses none. */
export function podsBesideVip(evidence: Measured): readonly string[] {
  const direct = evidence.arms.filter(({ target }) => target.kind === 'endpoint');
  const pods = [...new Set(direct.map(({ target }) => target.address))];
  const vipRefuses = onlyRefuses(evidence.arms.filter(({ target }) => target.kind === 'vip'));
  const cacheIsSilent = answersNothing(evidence.arms) && !onlyFails(direct);
  return pods.filter((address) => {
    if (sentTo({ evidence }, [address])?.failures === 0) return true;
    if (
      neverMet(
        evidence.arms,
        direct.filter(({ target }) => target.address === address),
      )
    )
      return true;
    return (
      (vipRefuses || cacheIsSilent) && isSilent(direct.filter(({ target }) => target.address === address))
    );
  });
}

/** Is the first nameserver a node-local cache that answers nothing, not even over TCP or what it holds? Then a DNS pod behind it is not the reason. */
function answersNothing(arms: readonly ArmTally[]): boolean {
  const cache = arms.filter(({ target }) => target.kind === firstNameserver(arms));
  return firstNameserver(arms) === 'node-local' && onlyFails(cache);
}

function onlyFails(arms: readonly ArmTally[]): boolean {
  return allFailed(over(arms, failures));
}

/** From so many pairs via the VIP on, a share of 5 % that leads to a pod would have shown itself, by chance of 99 %. */
const ENOUGH_PAIRS = 100;
/** Both queries of such a pair have one flow, and leave at about the same time. */
const ONE_FLOW: readonly Strategy[] = ['pair', 'staggered', 'sequential'];

/** Does the pod answer nothing over UDP, while no pair via the VIP with one flow lost both of its queries? */
function neverMet(arms: readonly ArmTally[], own: readonly ArmTally[]): boolean {
  const pairs = arms.filter(({ target, strategy }) => target.kind === 'vip' && ONE_FLOW.includes(strategy));
  const { failures: failed, trials } = over(
    own.filter(({ transport }) => transport === 'udp'),
    failures,
  );
  if (failed < ENOUGH_FAILED || failed < trials) return false;
  return failedPairs(pairs).trials >= ENOUGH_PAIRS && pairs.every(({ bothFailed }) => bothFailed === 0);
}

function onlyRefuses(arms: readonly ArmTally[]): boolean {
  const failed = over(arms, failures);
  return failed.failures === failed.trials && over(arms, refusedQueries).failures >= FEWEST;
}

function isSilent(arms: readonly ArmTally[]): boolean {
  return over(arms, failures).failures >= ENOUGH_FAILED && over(arms, refusedQueries).failures === 0;
}
