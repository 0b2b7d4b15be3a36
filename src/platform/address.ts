/** Address literals in canonical form, as sockets report them: an answer's source can be compared with the server asked. */

import { isIP, SocketAddress } from 'node:net';
import { familyOf, type Server } from '../domain/server.ts';

const MAPPED_PREFIX = '::ffff:';

/** RFC 5952: lower case, zeros compressed. An IPv4-mapped address becomes the IPv4 address. Any other text stays as it is. */
export function canonicalAddress(address: string): string {
  const [literal = '', zone] = address.split('%');
  if (isIP(literal) !== 6) return address;
  const canonical = new SocketAddress({ address: literal, family: 'ipv6' }).address;
  if (canonical.startsWith(MAPPED_PREFIX) && canonical.includes('.'))
    return canonical.slice(MAPPED_PREFIX.length);
  return zone === undefined ? canonical : `${canonical}%${zone}`;
}

/** An IPv6 socket reaches IPv4 servers by their mapped addresses (RFC 4291 section 2.5.5.2), as musl's does. */
export function mappedAddress(address: string): string {
  return familyOf(address) === 4 ? MAPPED_PREFIX + address : address;
}

/** Are these the same server, however their addresses are written? */
export function samePlace(one: Server, other: Server): boolean {
  if (one.port !== other.port) return false;
  return one.address === other.address || canonicalAddress(one.address) === canonicalAddress(other.address);
}
