/** A counted rig in a process of its own (rig-driver.ts): its order, its progress while it runs, and its final counts. */

import { expect } from 'vitest';
import { nodeArgv } from '../../lab/dns/program.ts';
import type { Argv, Running } from '../../lab/ground/command.ts';
import type { ProbeCounts } from './counted-rig.ts';

export interface Order {
  readonly flags: Readonly<Record<string, string | string[]>>;
  /** How much faster than the system's its clock is; 1 if not given. */
  readonly pace?: number;
  readonly stepMs?: number;
  /** If given, it reads the conntrack table of this `net` directory each second. */
  readonly procNet?: string;
}

/** What has happened until now. */
export interface Progress {
  /** Outcomes without the aborted ones. */
  readonly judged: number;
  /** Outcomes whose every query was answered. */
  readonly healthy: number;
  /** Readings of the conntrack table. */
  readonly flowReads: number;
  /** New flows of other pods that they found. */
  readonly flows: number;
  /** Causes with a confidence above 0.5 at this moment. */
  readonly causes: readonly string[];
  readonly descriptors: number;
  /** RssAnon. */
  readonly anonymousKb: number;
}

export interface FinalCounts extends ProbeCounts {
  /** Descriptors that are open and were not before the rig was opened. */
  readonly descriptorsLeft: number;
}

export interface RigProcess {
  readonly pid: number;
  readonly progress: () => Progress;
  /** Every progress until now, oldest first. */
  readonly history: () => readonly Progress[];
  /** Resolves when `count` has risen by `more`. */
  rises(count: 'judged' | 'healthy' | 'flowReads' | 'flows', more: number): Promise<void>;
  /** Ends it with SIGTERM and reads its final counts. */
  end(): Promise<FinalCounts>;
}

const NOTHING: Progress = {
  judged: 0,
  healthy: 0,
  flowReads: 0,
  flows: 0,
  causes: [],
  descriptors: 0,
  anonymousKb: 0,
};
/** A lost lookup takes its full timeout, and perhaps no other probe ends in that time. */
const PATIENCE_MS = 30_000;

/** `spawn` starts it: in this process's own namespace, or in a pod of the lab. */
export async function startRig(spawn: (argv: Argv) => Promise<Running>, order: Order): Promise<RigProcess> {
  const running = await spawn(nodeArgv(new URL('rig-driver.ts', import.meta.url), JSON.stringify(order)));
  const lines = () => running.stdout().split('\n').slice(0, -1);
  const history = () => lines().map((line) => JSON.parse(line) as Progress);
  const progress = () => {
    const last = lines().at(-1);
    return last === undefined ? NOTHING : (JSON.parse(last) as Progress);
  };
  return {
    pid: running.pid,
    progress,
    history,
    async rises(count, more) {
      const enough = progress()[count] + more;
      await expect.poll(() => progress()[count], { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(enough);
    },
    async end() {
      running.signal('SIGTERM');
      const { code, stderr } = await running.finished;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(lines().at(-1) ?? '') as FinalCounts;
    },
  };
}

/** Checks what must hold after every fault: each probe that started has ended, each outcome is counted once, and no descriptor is left open. */
export function reconcile({ started, ended, judged, counted, broke, descriptorsLeft }: FinalCounts): void {
  expect(broke).toEqual([]);
  expect({ ended, counted }).toEqual({ ended: started, counted: judged });
  // What was under way at the end is aborted.
  expect(started - judged).toBeLessThan(200);
  expect(descriptorsLeft).toBeLessThanOrEqual(0);
}
