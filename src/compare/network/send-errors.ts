/** The error numbers with which the local kernel refuses a query: what each one means, and what to do about it. */

import type { ArmTally } from '../../domain/evidence.ts';
import { add } from '../../statistics/tests.ts';
import { sendErrors } from '../counts/proportions.ts';
import { joined, outOf } from '../counts/wording.ts';

export interface SendErrorKind {
  readonly codes: readonly string[];
  /** What the kernel says by it, in words. */
  readonly means: string;
  /** What to change: a sentence without its full stop. */
  readonly change: string;
}

/** From ip(7), send(2), socket(2), connect(2) and bind(2); the types of routes from ip-route(8). */
export const SEND_ERROR_KINDS: readonly SendErrorKind[] = [
  {
    codes: ['EPERM'],
    means: 'a firewall rule or a network policy drops what is sent',
    change:
      'EPERM: look at network policies and firewall rules of the output path, in the pod and on the node (`iptables-save`, `nft list ruleset`)',
  },
  {
    codes: ['EACCES'],
    means: 'a route or a rule prohibits this destination',
    change:
      'EACCES: look for a route or a routing rule of the type `prohibit` (`ip route`, `ip rule`, and both with `-6`), and at network policies',
  },
  {
    codes: ['ENETUNREACH'],
    means: 'no route to that address',
    change:
      'ENETUNREACH: look at the routes of the pod (`ip route`, `ip -6 route`). If the pod has no address of this family, remove the nameserver from its resolv.conf (`dnsConfig`, or `clusterDNS` of the kubelet)',
  },
  {
    codes: ['ENETDOWN', 'ENODEV', 'ENXIO'],
    means: 'the network interface is down or gone',
    change:
      'ENETDOWN, ENODEV or ENXIO: look at the interface of the pod (`ip link`) and at the log of the CNI',
  },
  {
    codes: ['ENOBUFS'],
    means: 'a queue or the neighbour table is full',
    change:
      'ENOBUFS: look at the neighbour table (net.ipv4.neigh.default.gc_thresh3), at the queue of the interface (`tc -s qdisc`) and at socket send buffers',
  },
  {
    codes: ['EMSGSIZE'],
    means: 'the query is larger than the MTU on the way to this address',
    change:
      "EMSGSIZE: compare the MTU of the pod's interface and route with that of the overlay (`ip link`, `ip route get <VIP>`)",
  },
  {
    codes: ['EADDRINUSE', 'EADDRNOTAVAIL', 'EAGAIN'],
    means: 'no local port is free',
    change:
      'EADDRINUSE, EADDRNOTAVAIL or EAGAIN: no local port is free. Find the process that holds them (`ss -uanp`, with hostNetwork on the node), or widen net.ipv4.ip_local_port_range',
  },
  {
    codes: ['EMFILE'],
    means: "fivesec's own process has too many open files; each process has a limit of its own",
    change:
      'EMFILE: raise the limit of open files for fivesec (`ulimit -n`, or that of the container runtime). Applications fail only where they reach their own limit',
  },
  {
    codes: ['ENFILE'],
    means: 'the machine has too many open files',
    change: 'ENFILE: find the process that holds the files (`lsof`), or raise fs.file-max on the node',
  },
  {
    codes: ['ENOMEM'],
    means: 'the kernel has no memory for a socket',
    change:
      'ENOMEM: look at the free memory of the node and at the memory limit of the pod (`dmesg`, `free`)',
  },
];

/** The error numbers that were seen, with the number of queries, most frequent first. */
export function sendErrorCounts(
  arms: readonly Pick<ArmTally, 'a' | 'aaaa'>[],
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { sendErrorCodes } of arms.flatMap(({ a, aaaa }) => [a, aaaa]))
    for (const [code, count] of Object.entries(sendErrorCodes))
      counts.set(code, (counts.get(code) ?? 0) + count);
  return [...counts].toSorted(([, one], [, other]) => other - one);
}

/** What the error number says, in words; `undefined` for one that is not in the table. */
export function sendErrorMeans(code: string): string | undefined {
  return SEND_ERROR_KINDS.find(({ codes }) => codes.includes(code))?.means;
}

/** `EPERM 5: a firewall rule ...`, one for each error number. */
export function sendErrorFacts(arms: readonly ArmTally[]): readonly string[] {
  return sendErrorCounts(arms).map(([code, count]) => {
    const means = sendErrorMeans(code);
    return `error number ${code}, ${count} ${count === 1 ? 'query' : 'queries'}${means === undefined ? '' : `: ${means}`}`;
  });
}

/** Was one of these error numbers seen? */
export function sawSendError(arms: readonly ArmTally[], codes: readonly string[]): boolean {
  return sendErrorCounts(arms).some(([code]) => codes.includes(code));
}

/** Does the kernel refuse only what is sent to the further nameservers of resolv.conf? */
export function onlyFurtherRefused(arms: readonly ArmTally[]): boolean {
  const refusing = arms.filter(({ a, aaaa }) => a.sendErrors + aaaa.sendErrors > 0);
  return refusing.length > 0 && refusing.every(({ target }) => target.kind === 'nameserver');
}

/** The addresses, and whether what is sent elsewhere leaves. */
export function sendErrorPlaces(arms: readonly ArmTally[]): readonly string[] {
  const addresses = [...new Set(arms.map(({ target }) => target.address))].map((address) => {
    const own = arms.filter(({ target }) => target.address === address);
    return { address, ...add(...own.flatMap(({ a, aaaa }) => [sendErrors(a), sendErrors(aaaa)])) };
  });
  const to = addresses.filter(({ failures }) => failures > 0);
  const shown = to.slice(0, MOST_ADDRESSES).map((one) => `${one.address} ${outOf(one)}`);
  return [
    `queries refused, by the address to which they were sent: ${joined(shown)}${to.length > MOST_ADDRESSES ? `, and ${to.length - MOST_ADDRESSES} more addresses` : ''}`,
    ...(to.length < addresses.length
      ? [`to the other addresses (${addresses.length - to.length}), no query was refused`]
      : []),
  ];
}

const MOST_ADDRESSES = 4;
