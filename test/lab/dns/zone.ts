/** The names that the lab's DNS servers know. */

import type { AddressFamily } from '../../../src/domain/server.ts';

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

/** The address of the Kubernetes API's Service: it has one family only, that of the cluster's first range of Services, as the DNS VIP has. */
const API_ADDRESS = { 4: '10.96.0.1', 6: 'fd00:10:96::1' } as const;

/** `family`: that of the cluster's Services. */
export function clusterZone(endpoints: readonly string[], family: AddressFamily): Zone {
  const [api, ...others] = CLUSTER_ZONE.hosts;
  if (api === undefined) throw new RangeError('the zone has no hosts');
  const own = { name: ENDPOINTS_NAME, addresses: endpoints };
  return { ...CLUSTER_ZONE, hosts: [{ ...api, addresses: [API_ADDRESS[family]] }, ...others, own, LARGE] };
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
