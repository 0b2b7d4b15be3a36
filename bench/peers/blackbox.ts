/** blackbox_exporter as a peer (Debian's prometheus-blackbox-exporter): one A query for each HTTP request of a driver. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { nodeArgv } from '../../test/lab/dns/program.ts';
import type { Argv } from '../../test/lab/ground/command.ts';
import type { Lab } from '../../test/lab/lab.ts';
import { cpuMs } from '../support/agent-in-pod.ts';
import type { Peer, RunningPeer } from './sample.ts';

const BLACKBOX_PROGRAM = 'prometheus-blackbox-exporter';
const ADDRESS = '127.0.0.1:9115';
export const QUESTION = 'kubernetes.default.svc.cluster.local';
const WARM_UP_MS = 6_000;

/** The same condition as the agent's: over UDP and IPv4, an answer with any address is a success. */
const CONFIG = `modules:
  dns:
    prober: dns
    timeout: 5s
    dns:
      query_name: ${QUESTION}
      query_type: A
      transport_protocol: udp
      preferred_ip_protocol: ip4
`;

const Probes = z.array(z.object({ atMs: z.number(), tookMs: z.number().nullable(), answered: z.boolean() }));

export const BLACKBOX: Peer = {
  name: 'blackbox_exporter',
  probe: 'one query (A)',
  service: { metrics: `http://${ADDRESS}/metrics`, argv },
  async start(lab): Promise<RunningPeer> {
    const running = await lab.pod.spawn(argv(lab));
    await pause(WARM_UP_MS);
    return {
      pid: running.pid,
      async ask(perSecond, seconds) {
        const url = `http://${ADDRESS}/probe?module=dns&target=${lab.vip}:53`;
        const driver = new URL('probe-driver.ts', import.meta.url);
        const usedMs = cpuMs(running.pid);
        const said = await lab.pod.run(nodeArgv(driver, url, String(perSecond), String(seconds)));
        const spentMs = cpuMs(running.pid) - usedMs;
        const probes = Probes.parse(JSON.parse(said));
        return {
          stated: probes.flatMap(({ atMs, tookMs, answered }) =>
            answered && tookMs !== null ? [{ atMs, tookMs, qtype: 'A' }] : [],
          ),
          probes: probes.length,
          unanswered: probes.filter(({ answered }) => !answered).length,
          cpuMs: spentMs,
        };
      },
      async stop() {
        running.signal('SIGTERM');
        await running.finished;
      },
    };
  },
};

function argv(lab: Lab): Argv {
  const path = join(lab.directory, 'blackbox.yml');
  writeFileSync(path, CONFIG);
  return [BLACKBOX_PROGRAM, `--config.file=${path}`, `--web.listen-address=${ADDRESS}`];
}
