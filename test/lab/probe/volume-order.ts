/** The order for a process that makes many lookups or pairs, and its report. */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Strategy } from '../../../src/domain/strategy.ts';
import { nodeArgv } from '../dns/program.ts';
import type { Lab } from '../lab.ts';

export interface VolumeOrder {
  /** Lookups with both profiles in turn and a timeout of one second, or pairs by the given strategies in turn. */
  readonly what:
    | { readonly kind: 'lookups' }
    | { readonly kind: 'pairs'; readonly strategies: readonly Strategy[] };
  readonly name: string;
  /** The address of the nameserver. */
  readonly server: string;
  readonly times: number;
  readonly atOnce: number;
  /** For pairs: how long an answer may take, in milliseconds. By default a second. */
  readonly deadlineMs?: number;
  /** First a task of each kind that is not counted, over sockets that stay open, and then a wait for `GO`. */
  readonly warmsUp?: boolean;
}

/**
 * Queries by the kind of their outcome, `queries` in all, and `tasks`: lookups or pairs. `wrongSource` are
 * timed-out queries whose answer came from another address; `wrongId` are answers that pairs received without a query for them.
 */
export type VolumeCounts = Readonly<Record<string, number>>;

/** What a process prints when it has warmed up, and the input that it waits for. */
export const WARM = 'warm';
export const GO = 'SIGUSR2';
const GLANCE_MS = 10;

/** Runs `order` in the lab's first pod; `midway` is called when the process has warmed up, while no query is under way. */
export async function volume(
  lab: Lab,
  order: VolumeOrder,
  midway?: () => Promise<void>,
): Promise<VolumeCounts> {
  const asked: VolumeOrder = { ...order, warmsUp: midway !== undefined };
  const running = await lab.pod.spawn(nodeArgv(new URL('volume.ts', import.meta.url), JSON.stringify(asked)));
  if (midway) {
    while (!running.stdout().includes(WARM)) {
      if (running.stderr() !== '') throw new Error(running.stderr());
      await pause(GLANCE_MS);
    }
    await midway();
    running.signal(GO);
  }
  const { code, stdout, stderr } = await running.finished;
  if (code !== 0) throw new Error(stderr);
  return z.record(z.string(), z.number()).parse(JSON.parse(stdout.replace(WARM, '')));
}
