/** Where the measuring happens: the nameservers, the DNS pods, the cluster's domain. */

import { clusterDomain } from '../probe/arms.ts';
import type { DnsPods } from '../probe/dns-pods.ts';
import type { ResolvConf } from '../resolver/resolv-conf.ts';

export interface CurrentContext {
  /** The addresses in resolv.conf, joined by commas. */
  readonly nameserver: string;
  readonly endpoints: readonly string[];
  readonly endpointsChangedAt: number | undefined;
  readonly nodeAgeMs: number | undefined;
  readonly clusterDomain: string;
}

/** As they are now. */
export function currentContext(
  conf: ResolvConf,
  { servers, changedAt }: Pick<DnsPods, 'servers' | 'changedAt'>,
  nodeAgeMs: number,
): CurrentContext {
  return {
    nameserver: conf.nameservers.map(({ address }) => address).join(),
    endpoints: servers.map(({ address }) => address),
    endpointsChangedAt: changedAt,
    nodeAgeMs,
    clusterDomain: clusterDomain(conf),
  };
}
