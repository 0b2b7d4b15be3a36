/** CoreDNS: its Corefile and its zone for a DNS pod or the upstream. */

import type { DnsPlan } from './program.ts';

/** kubeadm's Corefile: the TTL of the cluster's own names, and the longest time that an answer is cached. */
const TTL_SECONDS = 30;
/** kubeadm's Corefile: the most queries that are forwarded at once; further ones are refused. */
const MAX_CONCURRENT = 1000;

/**
 * kubeadm's Corefile with `file` in the place of `kubernetes`; `zonePath` is where the zone's file will be. Unlike the
 * other programs it caches outside names, as in a cluster. Without an upstream, names
 * outside the zone do not exist.
 */
export function corefile({ listen, zone, forward }: DnsPlan, zonePath: string): string {
  const isWorld = forward.length === 0;
  const hasZone = isWorld || zone.hosts.length > 0;
  return [
    '.:53 {',
    `  bind ${listen.join(' ')}`,
    '  errors',
    ...(hasZone ? [`  file ${zonePath} ${isWorld ? '.' : zone.origin} {`, '    reload 0', '  }'] : []),
    ...(isWorld ? [] : [`  forward . ${forward.join(' ')} {`, `    max_concurrent ${MAX_CONCURRENT}`, '  }']),
    `  cache ${TTL_SECONDS}`,
    '  loadbalance',
    '}',
    '',
  ].join('\n');
}

/** A master file (RFC 1035, section 5). The SOA is that of CoreDNS' `kubernetes`, at the origin that the Corefile says. */
export function zoneFile({ zone }: DnsPlan): string {
  return [
    `$TTL ${TTL_SECONDS}`,
    '@ IN SOA ns.dns hostmaster 1 7200 1800 86400 30',
    '@ IN NS ns.dns',
    ...zone.hosts.flatMap(({ name, addresses }) =>
      addresses.map((address) => `${name}. IN ${address.includes(':') ? 'AAAA' : 'A'} ${address}`),
    ),
    '',
  ].join('\n');
}
