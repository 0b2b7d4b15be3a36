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

/** RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
