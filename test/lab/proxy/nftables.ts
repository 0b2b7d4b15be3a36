/** The rules that kube-proxy's nftables mode writes for a Service (Kubernetes, KEP-3866). */

import type { AddressFamily } from '../../../src/domain/server.ts';
import { destination, PROTOCOLS, type Protocol, type Service } from './service.ts';

/** One nft transaction that replaces the table `kube-proxy`. */
export function nftablesRules(service: Service): string {
  const { family, vip, endpoints } = service;
  const table = `${family === 6 ? 'ip6' : 'ip'} kube-proxy`;
  const address = family === 6 ? 'ipv6_addr' : 'ipv4_addr';
  const daddr = family === 6 ? 'ip6 daddr' : 'ip daddr';
  const answered = endpoints.length > 0;
  const elements = PROTOCOLS.map(
    (protocol) =>
      `${vip} . ${protocol.name} . 53 : goto ${answered ? serviceChain(protocol) : 'reject-chain'}`,
  ).join(', ');
  return `${noNftables(family)}
table ${table} {
  ${answered ? PROTOCOLS.map((protocol) => protocolChains(service, protocol)).join('\n') : ''}
  map service-ips {
    type ${address} . inet_proto . inet_service : verdict
    ${answered ? `elements = { ${elements} }` : ''}
  }
  map no-endpoint-services {
    type ${address} . inet_proto . inet_service : verdict
    ${answered ? '' : `elements = { ${elements} }`}
  }
  chain reject-chain {
    reject
  }
  chain service-endpoints-check {
    ${daddr} . meta l4proto . th dport vmap @no-endpoint-services
  }
  chain filter-forward {
    type filter hook forward priority -110; policy accept;
    ct state new jump service-endpoints-check
  }
  chain filter-output {
    type filter hook output priority -110; policy accept;
    ct state new jump service-endpoints-check
  }
  chain services {
    ${daddr} . meta l4proto . th dport vmap @service-ips
  }
  chain mark-for-masquerade {
    mark set mark or 0x4000
  }
  chain nat-prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    jump services
  }
  chain nat-output {
    type nat hook output priority -100; policy accept;
    jump services
  }
  chain nat-postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    mark and 0x4000 != 0 mark set mark xor 0x4000 masquerade
  }
}
`;
}

/** One nft transaction after which there is no table `kube-proxy`. */
export function noNftables(family: AddressFamily): string {
  const table = `${family === 6 ? 'ip6' : 'ip'} kube-proxy`;
  return `
table ${table} {}
delete table ${table}`;
}

function protocolChains(service: Service, protocol: Protocol): string {
  const { endpoints, masquerade } = service;
  const choices = endpoints.map((_, index) => `${index} : goto ${endpointChain(protocol, index)}`);
  return `
  ${endpoints
    .map(
      (endpoint, index) => `chain ${endpointChain(protocol, index)} {
    meta l4proto ${protocol.name} dnat to ${destination(service, endpoint)}
  }`,
    )
    .join('\n  ')}
  chain ${serviceChain(protocol)} {
    ${masquerade ? 'mark set mark or 0x4000' : ''}
    numgen random mod ${endpoints.length} vmap { ${choices.join(', ')} }
  }`;
}

function serviceChain(protocol: Protocol): string {
  return `service-${protocol.hash}-kube-system/kube-dns/${protocol.name}/${protocol.port}`;
}

function endpointChain(protocol: Protocol, index: number): string {
  return `endpoint-${index}-${protocol.hash}-kube-system/kube-dns/${protocol.name}/${protocol.port}`;
}
