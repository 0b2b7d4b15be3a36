/** DNS servers that answer at once with unusable answers. */

import { nodeArgv } from '../dns/program.ts';
import type { Unusable } from '../dns/unusable.ts';
import { together } from '../ground/together.ts';
import { CountingRules, readAll } from './counters.ts';
import type { Fault } from './fault.ts';

/** All DNS pods give unusable answers, over UDP and TCP. Truth: `answers` over UDP. */
export function answersUnusable({ how }: { readonly how: Unusable }): Fault {
  return {
    name: 'answers-unusable',
    async inject({ dns }) {
      const before = dns.map((server) => server.program);
      const body = `chain out { type filter hook output priority filter; udp sport 53 counter name answers
      }`;
      const program = new URL('../dns/unusable-server.ts', import.meta.url);
      const rules = await together(
        dns.map(async (server) => {
          await server.serve({ kind: 'command', argv: nodeArgv(program, how, ...server.plan.listen) });
          return CountingRules.load(server.namespace, 'answers-unusable', ['answers'], body);
        }),
      );
      return {
        truth: () => readAll(rules),
        async stop() {
          await together(rules.map((one) => one.remove()));
          await together(
            dns.map(async (server, index) => {
              const was = before[index];
              if (was !== undefined) await server.serve(was);
            }),
          );
        },
      };
    },
  };
}
