/** Scripted DNS servers for tests: on real sockets of the loopback interface, closed after each test. */

import { networkInterfaces } from 'node:os';
import { afterEach } from 'vitest';
import { type DnsServer, type DnsServerOptions, startDnsServer } from '../../../src/demo/dns-server.ts';
import type { Script } from '../../../src/demo/script.ts';
import { systemClock } from '../../../src/platform/clock.ts';

const running: DnsServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

export async function serve(script: Script, options: Partial<DnsServerOptions> = {}): Promise<DnsServer> {
  const server = await startDnsServer({ clock: systemClock, script, ...options });
  running.push(server);
  return server;
}

/** An event loop that is never late. */
export const NO_LAG = { longestSince: () => 0 };

export const hasIpv6 = (): boolean =>
  Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
export const NO_IPV6 = 'the loopback interface has no IPv6 address';

/** How ports are shared: `[40000, 40000, 50000]` becomes `[0, 0, 1]`. */
export function sharing(ports: readonly (number | string)[]): number[] {
  const distinct = [...new Set(ports)];
  return ports.map((port) => distinct.indexOf(port));
}

/** Stops the event loop for `ms`, as a process does that gets no CPU. */
export function blockTheLoop(ms: number): void {
  const untilMs = systemClock.now() + ms;
  while (systemClock.now() < untilMs);
}
