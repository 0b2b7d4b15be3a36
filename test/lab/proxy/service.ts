/** The cluster's DNS Service as a proxy sees it: one virtual address, some endpoints, two protocols. */

import type { AddressFamily } from '../../../src/domain/server.ts';

export interface Service {
  readonly family: AddressFamily;
  readonly vip: string;
  readonly endpoints: readonly string[];
  /** Does the node masquerade pods when they send to an endpoint? */
  readonly masquerade: boolean;
}

export interface Protocol {
  readonly name: 'udp' | 'tcp';
  /** The port's name in the Service kube-system/kube-dns. */
  readonly port: 'dns' | 'dns-tcp';
  /** kube-proxy's hash of "kube-system/kube-dns:<port><protocol>", as seen on any cluster. */
  readonly hash: string;
}

export const PROTOCOLS: readonly Protocol[] = [
  { name: 'udp', port: 'dns', hash: 'TCOU7JCQXEZGVUNU' },
  { name: 'tcp', port: 'dns-tcp', hash: 'ERIFXISQEP7F7OF4' },
];

/** `10.244.101.2:53`, `[fd00::2]:53`: how iptables and nft write an address with a port. */
export function destination({ family }: Service, endpoint: string): string {
  return family === 6 ? `[${endpoint}]:53` : `${endpoint}:53`;
}
