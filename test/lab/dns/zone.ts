/** The names that the lab's DNS servers know. */

interface HostRecord {
  readonly name: string;
  readonly addresses: readonly string[];
}

export interface Zone {
  /** Every other name below this one does not exist. */
  readonly origin: string;
  readonly hosts: readonly HostRecord[];
}

/** A cluster's names: Services with one family (AAAA is NODATA) and with both. */
export const CLUSTER_ZONE: Zone = {
  origin: 'cluster.local',
  hosts: [
    { name: 'kubernetes.default.svc.cluster.local', addresses: ['10.96.0.1'] },
    { name: 'web.default.svc.cluster.local', addresses: ['10.96.0.80', 'fd00:10:96::80'] },
  ],
};

/** The name of a headless Service whose addresses are the DNS pods', as the chart makes one. */
export const ENDPOINTS_NAME = 'fivesec-monitoring-dns-endpoints.kube-system.svc.cluster.local';

/** A name whose answer is 1018 bytes or more: above what fits without EDNS, below the usual limit with it. */
export const LARGE_NAME = 'many-pods.default.svc.cluster.local';
const LARGE = {
  name: LARGE_NAME,
  addresses: Array.from({ length: 60 }, (_, index) => `10.244.50.${index + 1}`),
};

export function clusterZone(endpoints: readonly string[]): Zone {
  const own = { name: ENDPOINTS_NAME, addresses: endpoints };
  return { ...CLUSTER_ZONE, hosts: [...CLUSTER_ZONE.hosts, own, LARGE] };
}

/** Names outside the cluster, known to the upstream server. */
export const OUTSIDE_ZONE: Zone = {
  origin: 'example',
  hosts: [
    { name: 'www.example', addresses: ['192.0.2.80', '2001:db8::80'] },
    { name: 'www.shop.example', addresses: ['192.0.2.81', '2001:db8::81'] },
  ],
};

/** The zone of a cache, which has no names of its own. */
export const EMPTY_ZONE: Zone = { origin: '', hosts: [] };
