/** The addresses in a lab. Every lab has the same ones, because each has its own network namespaces. */

import type { AddressFamily } from '../../../src/domain/server.ts';

/** The DNS VIP: rewritten in the node's namespace, on no interface. */
export const VIP = { 4: '10.96.0.10', 6: 'fd00:10:96::a' } as const;
/** The node-local cache's address. IPv4's is NodeLocal DNSCache's own; IPv6 has no customary one. */
export const NODE_LOCAL = { 4: '169.254.20.10', 6: 'fd00:169:254:20::10' } as const;

/** An address outside the node that belongs to no host: packets to it are lost. */
export const NOBODY = { 4: '10.244.9.9', 6: 'fd00:10:244:9::9' } as const;

/** One veth pair between the node and one other namespace. */
export interface Link {
  /** The interface's name in the node's namespace; in the other one it is `eth0`. */
  readonly name: string;
  readonly number: number;
}

export const podLink = (index: number): Link => ({ name: `pod${index + 1}`, number: index + 1 });
export const dnsLink = (index: number): Link => ({ name: `dns${index + 1}`, number: 101 + index });
export const upstreamLink: Link = { name: 'upstream', number: 200 };

/** The ends of a node's way out, which loses every packet. */
export const UPLINK = { here: 'uplink', there: 'nowhere' } as const;

/** Could a lab have given this name to a link? */
export function isLinkName(name: string): boolean {
  const others = [upstreamLink.name, UPLINK.here, UPLINK.there];
  return others.includes(name) || /^(eth|pod|dns)\d+$/.test(name);
}

/** The address behind `link`, seen from the node. */
export function farAddress(link: Link, family: AddressFamily): string {
  return family === 4 ? `10.244.${link.number}.2` : `fd00:10:244:${link.number}::2`;
}

/** The node's own address on `link`, which is the gateway of the namespaces behind it. */
export function nodeAddress(link: Link, family: AddressFamily): string {
  return family === 4 ? `10.244.${link.number}.1` : `fd00:10:244:${link.number}::1`;
}

export function hardwareAddress(link: Link, side: 'node' | 'far'): string {
  return `02:05:ec:00:${link.number.toString(16).padStart(2, '0')}:${side === 'node' ? '01' : '02'}`;
}
