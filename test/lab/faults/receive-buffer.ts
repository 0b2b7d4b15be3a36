/** Unrequested datagrams fill the client's receive buffer before it has read the answers. */

import type { Namespace } from '../ground/namespace.ts';
import { together } from '../ground/together.ts';
import { compile } from '../probe/compile.ts';
import type { Fault } from './fault.ts';

/** Before each answer, `datagrams` other datagrams arrive. Truth: `overflowed` datagrams in the first pod (snmp, RcvbufErrors). */
export function receiveBuffer({ datagrams = 2000 }: { readonly datagrams?: number } = {}): Fault {
  return {
    name: 'receive-buffer',
    async inject({ dns, directory, pod }) {
      const flood = await compile('flood', 'glibc', directory);
      const programs = dns.map((server) => server.program);
      const before = await overflowed(pod);
      await together(
        dns.map((server) =>
          server.serve({ kind: 'command', argv: [flood, String(datagrams), ...server.plan.listen] }),
        ),
      );
      return {
        truth: async () => ({ overflowed: (await overflowed(pod)) - before }),
        async stop() {
          await together(
            dns.map(async (server, index) => {
              const program = programs[index];
              if (program !== undefined) await server.serve(program);
            }),
          );
        },
      };
    },
  };
}

/** RcvbufErrors of both families; net/snmp has a line of names and a line of values for each protocol. */
async function overflowed(pod: Namespace): Promise<number> {
  const text = await pod.run(['cat', '/proc/net/snmp', '/proc/net/snmp6']);
  const [names, values] = text.split('\n').filter((line) => line.startsWith('Udp: '));
  const column = names?.split(' ').indexOf('RcvbufErrors') ?? -1;
  const v4 = Number(values?.split(' ')[column]);
  const v6 = Number(/^Udp6RcvbufErrors\s+(\d+)/m.exec(text)?.[1]);
  return v4 + v6;
}
