/** Where the measuring happens: the nameservers, the DNS pods, the cluster's domain. */

import { clusterDomain } from '../probe/arms.ts';
import type { Endpoints } from '../probe/dns-pods.ts';
import type { ResolvConf } from '../resolver/resolv-conf.ts';

export interface Surroundings {
  /** The addresses in resolv.conf, joined by commas. */
  readonly nameserver: string;
  readonly endpoints: readonly string[];
  readonly endpointsChangedAt: number | undefined;
  readonly nodeAgeMs: number | undefined;
  readonly clusterDomain: string;
}

/** As they are now. */
export function surroundings(
  conf: ResolvConf,
  { servers, changedAt }: Pick<Endpoints, 'servers' | 'changedAt'>,
  nodeAgeMs: number,
): Surroundings {
  return {
    nameserver: conf.nameservers.map(({ address }) => address).join(),
    endpoints: servers.map(({ address }) => address),
    endpointsChangedAt: changedAt,
    nodeAgeMs,
    clusterDomain: clusterDomain(conf),
  };
}
