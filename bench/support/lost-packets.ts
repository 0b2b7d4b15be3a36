/** Lookups in a pod while the kernel drops random queries: the timeouts of the lookups, and the drops of the kernel. */

import { z } from 'zod';
import { nodeArgv } from '../../test/lab/dns/program.ts';
import { packetLoss } from '../../test/lab/faults/packet-loss.ts';
import { standUp } from '../../test/lab/lab.ts';
import { CLUSTER_FIRST, topology } from '../../test/lab/topology.ts';
import type { Row } from './rows.ts';

const counts = z.record(z.string(), z.number());
const Said = z.object({ lookups: z.number(), queries: z.number(), outcomes: counts, results: counts });

/** Shorter than the default of 5 s, so that 10,000 lookups take minutes. The code is the same for both. */
export const TIMEOUT_S = 1;
const LOSS_PERCENT = 1;

export interface LossPlan {
  readonly lookups: number;
  readonly inFlight: number;
  /** The event loop is blocked for `first` of every `second` milliseconds. */
  readonly blocked?: readonly [blockedMs: number, ofMs: number];
}

/** Meanwhile the programs in `beside` run in the pod. */
export async function countLosses(
  { lookups, inFlight, blocked = [0, 0] }: LossPlan,
  beside: readonly (readonly [string, ...string[]])[] = [],
) {
  const resolvConf = [...CLUSTER_FIRST, `options timeout:${TIMEOUT_S}`];
  await using lab = await standUp(topology({ dnsPods: ['unbound', 'unbound'], resolvConf }));
  const loss = await lab.inject(packetLoss({ percent: LOSS_PERCENT, direction: 'queries' }));
  for (const argv of beside) await lab.pod.spawn(argv);
  const driver = new URL('../drivers/lookups.ts', import.meta.url);
  const said = Said.parse(
    JSON.parse(await lab.pod.run(nodeArgv(driver, ...[lookups, inFlight, ...blocked].map(String)))),
  );
  const { queries: dropped = Number.NaN } = await loss.truth();
  const { 'timed-out': timedOut = 0, late = 0 } = said.outcomes;
  return { ...said, dropped, timedOut, late };
}

/** If `timedOut` exceeds `dropped`, there are false timeouts; if it is below, some are missed. A query is dropped once at most. */
export function lossRow(bar: string, counted: Awaited<ReturnType<typeof countLosses>>): Row {
  const { lookups, queries, dropped, timedOut, late } = counted;
  const apart = timedOut - dropped;
  return {
    bar,
    measured: `${lookups} lookups, ${queries} queries: ${dropped} dropped by the kernel, ${timedOut} counted as timed out (${Math.max(0, apart)} false, ${Math.max(0, -apart)} missed), ${late} late; resolv.conf \`timeout:${TIMEOUT_S}\``,
    holds: dropped > 0 && apart === 0,
  };
}
