/** dnsmasq(8): its configuration for a DNS pod, the upstream or the node-local cache. */

import type { DnsPlan } from './program.ts';

/** Answers are not cached, so that each query for an outside name is one query to the upstream. */
export function dnsmasqConfiguration({ listen, zone, forward }: DnsPlan): string {
  return [
    'no-resolv',
    'no-hosts',
    // Not `no-daemon`: it does not fork for a TCP connection, so one stalled connection would stall all of UDP.
    'keep-in-foreground',
    'log-facility=-',
    'user=root',
    'pid-file',
    'bind-interfaces',
    'cache-size=0',
    // The default of 150 would make the server itself a bottleneck while its upstream is slow.
    'dns-forward-max=10000',
    ...listen.map((address) => `listen-address=${address}`),
    ...(zone.hosts.length === 0 ? [] : [`local=/${zone.origin}/`]),
    // A line takes one address of each family, and lines for one name add up.
    ...zone.hosts.flatMap(({ name, addresses }) =>
      addresses.map((address) => `host-record=${name},${address}`),
    ),
    ...(forward.length === 0 ? ['address=/#/'] : forward.map((server) => `server=${server}`)),
    '',
  ].join('\n');
}
