/** One case of the comparison: what a program looks up, what its resolv.conf says, what the servers do. */

import type { AddressFamily } from '../../../src/domain/server.ts';
import type { Rule } from '../dns/behaviour.ts';

export const LIBRARIES = ['glibc', 'musl'] as const;
export type Library = (typeof LIBRARIES)[number];

/** CoreDNS in place of the scripted server; `losesFirst`: the first datagram to each address is lost on the way. */
export interface RealServer {
  readonly program: 'coredns';
  readonly losesFirst: boolean;
}

/** The scripted server, but what comes to it over TCP is lost on the way. */
export interface WithoutTcp {
  readonly rules: readonly Rule[];
  readonly tcp: 'lost';
}

export interface Case {
  readonly title: string;
  readonly name: string;
  /** Lines of resolv.conf besides `nameserver`. */
  readonly conf: readonly string[];
  /** The rules of each nameserver, or another program; `closed`: nothing listens at its port. */
  readonly servers: readonly (readonly Rule[] | RealServer | WithoutTcp | 'closed')[];
  readonly family: AddressFamily;
  /** Is Node's own dns.lookup compared as well? This takes one more process. */
  readonly alsoNode: boolean;
  /** Known differences, each with the line of the C library's source that explains it. */
  readonly explained: Partial<Record<Library, string>>;
}

/** A name in the cluster's domain with addresses of both families. Because of its trailing dot the search list is not used. */
const BOTH_FAMILIES = 'web.default.svc.cluster.local.';

const PLAIN: Omit<Case, 'title'> = {
  name: BOTH_FAMILIES,
  conf: [],
  servers: [[]],
  family: 4,
  alsoNode: false,
  explained: {},
};

export function fidelityCase(title: string, differences: Partial<Omit<Case, 'title'>> = {}): Case {
  return { ...PLAIN, title, ...differences };
}
