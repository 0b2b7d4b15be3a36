/** The rules that kube-proxy's iptables mode writes for a Service (Kubernetes, pkg/proxy/iptables/proxier.go). */

import { createHash } from 'node:crypto';
import type { AddressFamily } from '../../../src/domain/server.ts';
import { destination, PROTOCOLS, type Protocol, type Service } from './service.ts';

/**
 * Input of iptables-restore for the tables nat and filter. Restoring replaces all that was in a table. An endpoint that is
 * named twice gets two shares.
 */
export function iptablesRestore(service: Service): string {
  const chains = PROTOCOLS.flatMap((protocol) => [
    serviceChain(protocol),
    ...[...new Set(service.endpoints)].map((endpoint) => endpointChain(protocol, endpoint)),
  ]);
  return [
    '*nat',
    ':KUBE-SERVICES - [0:0]',
    ':KUBE-POSTROUTING - [0:0]',
    ':KUBE-MARK-MASQ - [0:0]',
    ...chains.map((chain) => `:${chain} - [0:0]`),
    '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
    '-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000',
    '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000',
    '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE',
    ...PROTOCOLS.flatMap((protocol) => serviceRules(service, protocol)),
    'COMMIT',
    '*filter',
    ':KUBE-SERVICES - [0:0]',
    ...['FORWARD', 'OUTPUT'].map(
      (chain) =>
        `-A ${chain} -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES`,
    ),
    ...(service.endpoints.length === 0 ? PROTOCOLS.map((protocol) => refusal(service, protocol)) : []),
    'COMMIT',
    '',
  ].join('\n');
}

/** The same tables without a rule. */
export const NO_IPTABLES = '*nat\nCOMMIT\n*filter\nCOMMIT\n';

/** Refuses packets that no endpoint can answer, with the ICMP error of a closed port. */
function refusal({ vip, family }: Service, protocol: Protocol): string {
  const comment = `-m comment --comment "kube-system/kube-dns:${protocol.port} has no endpoints"`;
  return `-A KUBE-SERVICES -d ${vip}/${prefix(family)} -p ${protocol.name} ${comment} -m ${protocol.name} --dport 53 -j REJECT`;
}

function serviceRules(service: Service, protocol: Protocol): readonly string[] {
  const { vip, endpoints, masquerade } = service;
  if (endpoints.length === 0) return [];
  const comment = `-m comment --comment "kube-system/kube-dns:${protocol.port}"`;
  return [
    `-A KUBE-SERVICES -d ${vip}/${prefix(service.family)} -p ${protocol.name} ${comment} -m ${protocol.name} --dport 53 -j ${serviceChain(protocol)}`,
    ...(masquerade ? [`-A ${serviceChain(protocol)} ${comment} -j KUBE-MARK-MASQ`] : []),
    ...endpoints.flatMap((endpoint, index) => [
      `-A ${serviceChain(protocol)} ${comment} ${share(endpoints.length - index)}-j ${endpointChain(protocol, endpoint)}`,
      `-A ${endpointChain(protocol, endpoint)} ${comment} -p ${protocol.name} -m ${protocol.name} -j DNAT --to-destination ${destination(service, endpoint)}`,
    ]),
  ];
}

function prefix(family: AddressFamily): number {
  return family === 6 ? 128 : 32;
}

/** A random choice among the remaining endpoints, each with the same chance; the last one gets all that is left. */
function share(left: number): string {
  return left === 1 ? '' : `-m statistic --mode random --probability ${(1 / left).toFixed(11)} `;
}

function serviceChain(protocol: Protocol): string {
  return `KUBE-SVC-${protocol.hash}`;
}

function endpointChain(protocol: Protocol, endpoint: string): string {
  const hash = createHash('sha256').update(`${protocol.port}${endpoint}`).digest('hex');
  return `KUBE-SEP-${hash.slice(0, 16).toUpperCase()}`;
}
