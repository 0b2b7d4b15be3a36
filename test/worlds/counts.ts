/** What the node's kernel counts, step by step: what the simulated faults add, and other pods' drops. */

import type { NodeDelta } from '../../src/domain/node.ts';
import { absent, read } from '../../src/domain/reading.ts';
import { NOTHING_ROSE } from '../support/machine/node-readings.ts';
import { roll } from './chance.ts';
import type { World } from './world.ts';

/** As `fivesec check` takes its snapshots. */
const STEP_MS = 200;
const BACKGROUND = 1;
const LIMIT = 262_144;

export type Counter = 'drop' | 'insertFailed' | 'earlyDrop' | 'clashResolved' | 'backlog' | 'ownBuffer';
type Step = { [counter in Counter]: number };

export class Counts {
  readonly #steps: Step[] = [];
  /** Other pods' drops until each step, as far as they were asked for. */
  readonly #others: number[] = [0];

  /** One more in the step that `at` lies in, milliseconds since the start of the window. */
  add(at: number, ...names: readonly Counter[]): void {
    const step = this.#step(Math.floor(at / STEP_MS));
    for (const name of names) step[name] += 1;
  }

  deltas(world: World, windowMs: number, startedAt: number): NodeDelta[] {
    return Array.from({ length: Math.ceil(windowMs / STEP_MS) }, (_, index) => {
      const others = othersDrops(world, index);
      const step = this.#step(index);
      const moved = { ...step, drop: step.drop + others, insertFailed: step.insertFailed + others };
      return delta(world, moved, startedAt + index * STEP_MS);
    });
  }

  /** Everything that the faults and other pods added until `at`, as the kernel's counters say it. */
  sum(world: World, at: number) {
    const passed = Math.floor(at / STEP_MS);
    const steps = this.#steps.slice(0, passed);
    const sumOf = (name: Counter) => steps.reduce((sum, step) => sum + (step?.[name] ?? 0), 0);
    const others = this.#othersUntil(world, passed);
    return conntrackCounts(world, {
      drop: sumOf('drop') + others,
      insertFailed: sumOf('insertFailed') + others,
      earlyDrop: sumOf('earlyDrop'),
      clashResolved: sumOf('clashResolved'),
      backlog: 0,
      ownBuffer: 0,
    });
  }

  /** What the faults added to one counter until `at`. */
  total(name: Counter, at: number): number {
    const steps = this.#steps.slice(0, Math.floor(at / STEP_MS));
    return steps.reduce((sum, step) => sum + (step?.[name] ?? 0), 0);
  }

  #othersUntil(world: World, passed: number): number {
    if (world.background === 0) return 0;
    for (; this.#others.length <= passed; )
      this.#others.push((this.#others.at(-1) ?? 0) + othersDrops(world, this.#others.length));
    return this.#others[passed] ?? 0;
  }

  #step(index: number): Step {
    this.#steps[index] ??= {
      drop: 0,
      insertFailed: 0,
      earlyDrop: 0,
      clashResolved: 0,
      backlog: 0,
      ownBuffer: 0,
    };
    return this.#steps[index];
  }
}

/** Poisson by Knuth's way: the means here are small. */
function othersDrops({ seed, background }: World, index: number): number {
  if (background === 0) return 0;
  const limit = Math.exp((-background * STEP_MS) / 1000);
  let count = 0;
  for (let product = roll(seed, BACKGROUND, index * 64); product > limit; count += 1)
    product *= roll(seed, BACKGROUND, index * 64 + count + 1);
  return count;
}

const UNREADABLE = absent('no-file', '/host/proc/net/stat/nf_conntrack');

function delta(world: World, step: Step, startedAt: number): NodeDelta {
  const udp = (rcvbufErrors: number) =>
    read({ inDatagrams: 100, noPorts: 0, inErrors: rcvbufErrors, rcvbufErrors });
  const full = world.faults.some(({ kind }) => kind === 'table-full');
  const isRead = world.counters !== 'absent';
  return {
    startedAt,
    elapsedMs: STEP_MS,
    ...NOTHING_ROSE,
    conntrack: isRead ? read({ era: world.era, counts: conntrackCounts(world, step) }) : UNREADABLE,
    conntrackEntries: isRead ? read(full ? LIMIT - 200 : 2000) : UNREADABLE,
    conntrackLimit: isRead ? read(LIMIT) : UNREADABLE,
    softnet: isRead ? read({ processed: 1000, dropped: step.backlog, squeezed: 0 }) : UNREADABLE,
    kernel: read('6.18.0'),
    ownUdp: udp(step.ownBuffer),
    ownUdp6: udp(0),
  };
}

/** Kernels with the column `searched` count repaired clashes as `insert_failed`. */
function conntrackCounts({ era }: World, { drop, insertFailed, earlyDrop, clashResolved }: Step) {
  const old = era === 'searched';
  return {
    found: 0,
    invalid: 0,
    earlyDrop,
    drop,
    insertFailed: insertFailed + (old ? clashResolved : 0),
    ...(old ? {} : { clashResolved }),
    ...(era === 'chainlength' ? { chainTooLong: 0 } : {}),
  };
}
