/** unbound(8): its configuration for a DNS pod or the upstream. */

import type { DnsPlan } from './program.ts';

/** One thread, no DNSSEC, no cache, nothing written anywhere but to standard error. */
export function unboundConfiguration({ listen, zone, forward }: DnsPlan): string {
  const data = zone.hosts.flatMap(({ name, addresses }) =>
    addresses.map((address) => `${name}. 30 IN ${address.includes(':') ? 'AAAA' : 'A'} ${address}`),
  );
  return [
    'server:',
    '  username: ""',
    '  chroot: ""',
    '  directory: "/"',
    '  pidfile: ""',
    '  use-syslog: no',
    '  module-config: "iterator"',
    '  do-daemonize: no',
    '  num-threads: 1',
    '  rrset-cache-size: 0',
    '  msg-cache-size: 0',
    '  cache-max-ttl: 0',
    '  cache-max-negative-ttl: 0',
    '  access-control: 0.0.0.0/0 allow',
    '  access-control: ::/0 allow',
    ...listen.map((address) => `  interface: ${address}`),
    `  local-zone: "${zone.origin}." static`,
    ...data.map((record) => `  local-data: "${record}"`),
    ...(forward.length === 0 ? ['  local-zone: "." static'] : []),
    'remote-control:',
    '  control-enable: no',
    ...(forward.length === 0 ? [] : ['forward-zone:', '  name: "."']),
    ...forward.map((server) => `  forward-addr: ${server}`),
    '',
  ].join('\n');
}
