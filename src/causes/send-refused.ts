/** The sender's own kernel refuses to send, so the query never leaves. */

import { explainsLittle } from '../compare/harm.ts';
import { sendErrors } from '../compare/rates.ts';
import { joined, outOf } from '../compare/wording.ts';
import type { ArmTally } from '../domain/evidence.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';

const rule: Rule = {
  id: 'send-fails-at-once',
  predicts: [],
  argument:
    'The system call that sends a query fails at once with an error number. Such a query was never on the network, so the network did not lose it. The possible reasons are a rule in the output path of the sender (EPERM, EACCES), a missing route (ENETUNREACH), a full queue or neighbour table (ENOBUFS), no free local port (EADDRINUSE, EADDRNOTAVAIL, EAGAIN), and too many open files (EMFILE).',
  when: ({ evidence }) => {
    const { arms } = evidence;
    const refused = add(...arms.flatMap(({ a, aaaa }) => [sendErrors(a), sendErrors(aaaa)]));
    if (refused.failures === 0) return undefined;
    return {
      confidence: refused.failures >= 5 ? CERTAIN : refused.failures >= 2 ? LIKELY : POSSIBLE,
      isMinor: explainsLittle({ evidence }, refused.failures),
      facts: [`queries that the kernel refused to send: ${outOf(refused)}`, ...whichWere(arms)],
    };
  },
};

/** The error numbers and the addresses, and whether what is sent elsewhere leaves. */
function whichWere(arms: readonly ArmTally[]): readonly string[] {
  const codes = new Map<string, number>();
  for (const { sendErrorCodes } of arms.flatMap(({ a, aaaa }) => [a, aaaa]))
    for (const [code, count] of Object.entries(sendErrorCodes))
      codes.set(code, (codes.get(code) ?? 0) + count);
  const addresses = [...new Set(arms.map(({ target }) => target.address))].map((address) => {
    const own = arms.filter(({ target }) => target.address === address);
    return { address, ...add(...own.flatMap(({ a, aaaa }) => [sendErrors(a), sendErrors(aaaa)])) };
  });
  const to = addresses.filter(({ failures }) => failures > 0);
  const shown = to.slice(0, MOST_ADDRESSES).map((one) => `${one.address} ${outOf(one)}`);
  return [
    ...(codes.size === 0
      ? []
      : [`error numbers: ${joined([...codes].map(([code, count]) => `${code} ${count}`))}`]),
    `queries refused, by the address to which they were sent: ${joined(shown)}${to.length > MOST_ADDRESSES ? `, and ${to.length - MOST_ADDRESSES} more addresses` : ''}`,
    ...(to.length < addresses.length
      ? [`to the other addresses (${addresses.length - to.length}), no query was refused`]
      : []),
  ];
}

const MOST_ADDRESSES = 4;

export const sendRefused: CauseDefinition<'send-refused'> = {
  cause: 'send-refused',
  rules: [rule],
  isBesideLosses: true,
  remedies: [
    {
      change:
        'EPERM or EACCES: look at network policies and firewall rules of the output path, in the pod and on the node',
    },
    {
      change:
        'ENETUNREACH: look at the routes of the pod (`ip route`, `ip -6 route`). If the pod has no address of this family, remove the nameserver from its resolv.conf (`dnsConfig`, or `clusterDNS` of the kubelet)',
    },
    {
      change:
        'ENOBUFS: look at the neighbour table (net.ipv4.neigh.default.gc_thresh3) and at socket send buffers',
    },
    {
      change:
        'EADDRINUSE, EADDRNOTAVAIL or EAGAIN: no local port is free. Find the process that holds them (`ss -uanp`, with hostNetwork on the node), or widen net.ipv4.ip_local_port_range',
    },
  ],
  askNext: ['pair', 'endpoint'],
};
