/** Lookups through glibc with a short timeout, over UDP or TCP. */

import type { Transport } from '../../../src/domain/outcome.ts';
import type { Lab } from '../lab.ts';
import { type RealLookup, realLookups } from './application.ts';
import { compile } from './compile.ts';

/** Lookups that took at least one timeout of the resolver, which is one second here. */
const SLOW_MS = 900;

export interface Seen {
  readonly lookups: number;
  readonly slow: number;
  readonly failed: number;
}

export function seen(lookups: readonly RealLookup[]): Seen {
  return {
    lookups: lookups.length,
    slow: lookups.filter(({ durationMs }) => durationMs > SLOW_MS).length,
    failed: lookups.filter(({ error }) => error !== 0).length,
  };
}

/** Gives a function that makes ten lookups in the lab's first pod, each in a separate process. */
export async function impatientLookups(lab: Lab): Promise<(transport: Transport) => Promise<Seen>> {
  const lookup = await compile('lookup', 'glibc', lab.directory);
  await lab.pod.sysctl(SOON_WITHOUT_TCP);
  return async (transport) => {
    const options = `options ndots:5 timeout:1${transport === 'tcp' ? ' use-vc' : ''}`;
    lab.configure(lab.pod, [options]);
    const name = 'kubernetes.default.svc.cluster.local.';
    return seen(await realLookups(lab.pod, lookup, ['-j', '10', '-r', name]));
  };
}

/** glibc waits for a TCP connection as long as the kernel tries: two minutes by default (tcp(7)). */
export const SOON_WITHOUT_TCP = { 'net.ipv4.tcp_syn_retries': 1 } as const;

/**
 * Linux limits ICMP errors by peer (icmp(7)), and ten lookups at once are one peer. It also limits all of them together to 50 at once, of
 * which an error takes up to two by chance (net/ipv4/icmp.c, icmp_global_consume), also over IPv6.
 */
export const UNRATIONED = {
  'net.ipv4.icmp_ratelimit': 0,
  'net.ipv6.icmp.ratelimit': 0,
  'net.ipv4.icmp_msgs_burst': 10_000,
} as const;
