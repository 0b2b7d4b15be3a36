/** Can an address belong to a Service of this cluster? The Service of the Kubernetes API shows the range. */

import { BlockList, isIP } from 'node:net';
import { familyOf } from '../../domain/server.ts';
import { FRESH } from '../../domain/strategy.ts';
import type { SortedEvidence } from './sorted-evidence.ts';

/**
 * The largest range of Services, as the bits that all its addresses share. kube-apiserver refuses more than 20 bits for hosts
 * (`validateMaxCIDRRange` in cmd/kube-apiserver/app/options/validation.go). Its newer allocator also takes IPv6 ranges of up to 64 bits.
 */
const SHARED_BITS = { 4: 12, 6: 64 } as const;

/**
 * Is `address` in the range of the Service of the Kubernetes API? This Service has the first address of the cluster's default range. `undefined`: no
 * answer for it has one address of this family.
 */
export function isInServiceRange(
  { evidence: { names } }: Pick<SortedEvidence, 'evidence'>,
  address: string,
): boolean | undefined {
  const family = familyOf(address);
  const [api, ...more] = (names.apiAddresses ?? []).filter((one) => familyOf(one) === family);
  if (api === undefined || more.length > 0 || isIP(address) === 0) return undefined;
  const name = family === 6 ? 'ipv6' : 'ipv4';
  const range = new BlockList();
  range.addSubnet(api, SHARED_BITS[family], name);
  return range.check(address, name);
}

/**
 * May the first nameserver be no Service, although its address looks like one? It is outside the range of Services. Or the range of its family is not
 * known, and the address is an IPv6 one: then it may be a node-local cache's, because such a cache has no customary IPv6 address.
 */
export function mayBeNoService(view: SortedEvidence): boolean {
  const [first] = view.byVip(...FRESH);
  if (first === undefined) return false;
  const { address } = first.target;
  return !(isInServiceRange(view, address) ?? familyOf(address) === 4);
}
