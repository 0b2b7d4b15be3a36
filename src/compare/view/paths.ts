/** The four paths to a DNS pod (via the VIP or directly, over UDP or TCP) and their failures. */

import type { ArmTally } from '../../domain/evidence.ts';
import { canBeService, isLoopback } from '../../domain/server.ts';
import { FRESH } from '../../domain/strategy.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { noData, over, ratio } from '../counts/proportions.ts';
import { isInServiceRange } from './service-range.ts';
import type { SortedEvidence } from './sorted-evidence.ts';

/** A path works if at most this proportion of its queries fails. */
const WORKS = 0.3;

/** Failed queries of each. */
export interface Paths {
  readonly vipUdp: Proportion;
  readonly vipTcp: Proportion;
  readonly directUdp: Proportion;
  readonly directTcp: Proportion;
}

export function pathsOf({ arms, byVip, failures }: SortedEvidence): Paths {
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  return {
    vipUdp: failures(byVip(...FRESH)),
    vipTcp: failures(byVip('tcp')),
    directUdp: failures(direct.filter(({ transport }) => transport === 'udp')),
    directTcp: failures(direct.filter(({ transport }) => transport === 'tcp')),
  };
}

export function works(share: Proportion): boolean {
  return share.trials >= 2 && ratio(share) <= WORKS;
}

/** The arms to the second and third nameserver of resolv.conf. */
export function nameserverArms({ evidence }: SortedEvidence): readonly ArmTally[] {
  return evidence.arms.filter(({ target }) => target.kind === 'nameserver');
}

export function nodeLocalArms({ arms }: SortedEvidence): readonly ArmTally[] {
  return arms.filter(({ target }) => target.kind === 'node-local');
}

/**
 * The further nameservers that may be the cluster's VIP: a Service can have the address, and they answer names of the cluster with
 * data. A resolver outside the cluster knows no such names.
 */
export function furtherThatServe(view: SortedEvidence): readonly ArmTally[] {
  return nameserverArms(view).filter(
    (arm) => canBeService(arm.target.address) && works(view.failures([arm])) && works(over([arm], noData)),
  );
}

/**
 * The first nameserver's address, if no Service can have it. A cluster may use any range for its Services, also a public one. So the only
 * nameserver that the cluster gives to a pod counts as the VIP, whatever its address. Where the range is known, it decides.
 */
export function outsideService(view: SortedEvidence): string | undefined {
  const { byVip, evidence } = view;
  if (evidence.context.isPodsFile === true && nameserverArms(view).length === 0) return undefined;
  const isOutside = (address: string) => !(isInServiceRange(view, address) ?? canBeService(address));
  return byVip(...FRESH).find(({ target }) => isOutside(target.address))?.target.address;
}

/** The first nameserver, if it is a loopback address: a resolver of the pod itself. Such an address is never a VIP. */
export function ownResolver({ evidence: { arms }, first }: SortedEvidence): string | undefined {
  return arms.find(({ target }) => target.kind === first && isLoopback(target.address))?.target.address;
}

/** How a node-local cache was recognised, as a fact. RFC 3927 and RFC 4291 section 2.5.6 define the link-local ranges. */
export function howFound(address: string): string {
  return /^(169\.254\.|fe[89ab])/i.test(address)
    ? `${address} is link-local: it can only be on this node`
    : `${address} is an address of this node, or configured as its cache`;
}
