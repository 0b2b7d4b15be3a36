/**
 * Datagrams that the kernel drops because a socket's receive buffer is full, by their length: the counter
 * RcvbufErrors does not distinguish answers from other datagrams. bpftrace(8) counts them at the tracepoint skb:kfree_skb.
 */

import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../../../src/platform/failure.ts';
import type { Namespace } from '../ground/namespace.ts';

const PATIENCE_MS = 30_000;
const GLANCE_MS = 20;

interface Overflowed {
  /** All datagrams that found a buffer full: what RcvbufErrors counts. */
  readonly all: number;
  /** Those of them whose payload is longer than the given length. */
  readonly longer: number;
}

export interface FullBuffers {
  /** Ends the count; gives what was dropped since it began. */
  stop(): Promise<Overflowed>;
}

/**
 * Begins to count for the sockets of `namespace`; `length` is in bytes of UDP payload. Resolves when the kernel counts. A `Failure`
 * if this kernel has no such tracepoint. The kernel itself counts, so none is missed at any rate.
 */
export async function watchFullBuffers(namespace: Namespace, length: number): Promise<FullBuffers> {
  const { ino } = statSync(`/run/netns/${namespace.name}`);
  const program = `
    tracepoint:skb:kfree_skb /args->reason == SKB_DROP_REASON_SOCKET_RCVBUFF/ {
      $socket = (struct sock *)args->rx_sk;
      $datagram = (struct sk_buff *)args->skbaddr;
      if ($socket->__sk_common.skc_net.net->ns.inum == ${ino}) {
        @all = count();
        if ($datagram->len > ${length}) { @longer = count(); }
      }
    }`;
  // `ip netns exec` gives a /sys of its own, which lacks what is mounted there elsewhere.
  const mounted = 'mount -t tracefs none /sys/kernel/tracing && exec bpftrace -f json -e "$0"';
  const bpftrace = await namespace.spawn(['sh', '-c', mounted, program]);
  const ended = bpftrace.finished.then(() => true);
  for (let waited = 0; !bpftrace.stdout().includes('attached_probes'); waited += GLANCE_MS) {
    const isOver = waited > PATIENCE_MS || (await Promise.race([ended, pause(GLANCE_MS, false)]));
    if (isOver) throw new Failure('cannot-run', `bpftrace can't count here: ${bpftrace.stderr().trim()}`);
  }
  return {
    async stop() {
      bpftrace.signal('SIGINT');
      const { stdout } = await bpftrace.finished;
      return { all: 0, longer: 0, ...countsIn(stdout) };
    },
  };
}

const Line = z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) });

/** bpftrace prints its maps at the end, one line of JSON for each; a map that is empty has no line. */
function countsIn(printed: string): Readonly<Record<string, number>> {
  const lines = printed.split('\n').filter((line) => line !== '');
  const maps = lines.map((line) => Line.parse(JSON.parse(line))).filter(({ type }) => type === 'map');
  const counts = maps.flatMap(({ data }) => Object.entries(data));
  return Object.fromEntries(counts.map(([name, count]) => [name.replace('@', ''), z.number().parse(count)]));
}
