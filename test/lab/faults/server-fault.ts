/** Faults of the DNS servers themselves: the project's scripted server replaces the server in the pods. */

import type { Rule } from '../dns/behaviour.ts';
import type { DnsServer } from '../dns/server.ts';
import { together } from '../ground/together.ts';
import type { Lab } from '../lab.ts';
import type { Fault, Injected, Truth } from './fault.ts';

/** A fault in which `servers` of a lab follow `rules`. Truth: the counts of the rules, summed over the servers. */
export function serverFault(
  name: string,
  rules: readonly Rule[],
  servers: (lab: Lab) => readonly DnsServer[] = (lab) => lab.dns,
): Fault {
  return { name, inject: (lab) => replaceServers(servers(lab), rules) };
}

async function replaceServers(servers: readonly DnsServer[], rules: readonly Rule[]): Promise<Injected> {
  const before = servers.map((server) => server.program);
  await together(servers.map((server) => server.serve({ kind: 'scripted', rules })));
  return {
    async truth() {
      const sum: Record<string, number> = {};
      for (const rule of rules) if (rule.counter !== undefined) sum[rule.counter] = 0;
      for (const counted of await together(servers.map((server) => server.counters()))) {
        for (const [counter, count] of Object.entries(counted)) sum[counter] = (sum[counter] ?? 0) + count;
      }
      return sum satisfies Truth;
    },
    async stop() {
      await together(
        servers.map(async (server, index) => {
          const program = before[index];
          if (program !== undefined) await server.serve(program);
        }),
      );
    },
  };
}
