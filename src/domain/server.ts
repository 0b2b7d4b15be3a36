/** A DNS server: an IP address literal and a port. */

export interface Server {
  /** IPv4 or IPv6 literal, without brackets; an IPv6 zone (`%eth0`) may follow. */
  readonly address: string;
  readonly port: number;
}

export type AddressFamily = 4 | 6;

/** An IPv6 literal has colons. `address` must be a literal, not a name. */
export function familyOf(address: string): AddressFamily {
  return address.includes(':') ? 6 : 4;
}

/** `10.96.0.10:53`, `[fd00::a]:53`. */
export function formatServer(server: Server): string {
  return familyOf(server.address) === 6
    ? `[${server.address}]:${server.port}`
    : `${server.address}:${server.port}`;
}

/** Are both written alike? platform/address.ts compares addresses that are written differently. */
export function sameServer(one: Server, other: Server): boolean {
  return one.port === other.port && one.address === other.address;
}

/**
 * Can a Service of a cluster have this address? Usual ranges are RFC 1918 and RFC 6598, and the public one that GKE gives to the Services of
 * new clusters (documentation of GKE, "kube-dns": the Service is 34.118.x.10). Any IPv6 address can: some clouds give public ones.
 */
export function canBeService(address: string): boolean {
  if (isLoopback(address)) return false;
  if (familyOf(address) === 6) return true;
  const [first = 0, second = 0, third = 0] = address.split('.').map(Number);
  if (first === 172) return second >= 16 && second < 32;
  if (first === 100) return second >= 64 && second < 128;
  if (first === 34) return second === 118 && third >= 224 && third < 240;
  return first === 10 || (first === 192 && second === 168);
}

/** RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
