/** What the node's kernel counts, step by step: what the probes' own faults add to the noise of other pods. */

import type { NodeDelta } from '../../../src/domain/node.ts';
import { read } from '../../../src/domain/reading.ts';
import { NOTHING_ROSE } from '../../support/machine/node-readings.ts';
import type { Dice } from './dice.ts';
import type { WholeWorld } from './world.ts';

interface Counts {
  drop: number;
  insertFailed: number;
  clashResolved: number;
  softnet: number;
  ownBuffer: number;
}
export type Counter = keyof Counts;

export class Counters {
  readonly #world: WholeWorld;
  readonly #steps: readonly Counts[];

  /** Other pods are rolled for all steps at once. */
  constructor(world: WholeWorld, dice: Dice, steps: number) {
    this.#world = world;
    this.#steps = Array.from({ length: steps }, () => noise(world, dice));
  }

  /** One more in the step that `at` lies in, milliseconds since the first. */
  count(at: number, ...names: Counter[]): void {
    const step = this.#steps[Math.floor(at / this.#world.stepMs)];
    if (step) for (const name of names) step[name] += 1;
  }

  /** One for each step; `startedAt` is the first one's start. */
  deltas(startedAt: number): NodeDelta[] {
    const { stepMs } = this.#world;
    return this.#steps.map((counts, index) => delta(this.#world, counts, startedAt + index * stepMs));
  }
}

function noise({ background, stepMs }: WholeWorld, dice: Dice): Counts {
  const others = dice.poisson((background * stepMs) / 1000);
  return { drop: others, insertFailed: others, clashResolved: 0, softnet: 0, ownBuffer: 0 };
}

function delta({ era, faults, six, stepMs }: WholeWorld, counts: Counts, startedAt: number): NodeDelta {
  const udp = (rcvbufErrors: number) =>
    read({ inDatagrams: 100, noPorts: 0, inErrors: rcvbufErrors, rcvbufErrors });
  const { drop, insertFailed, clashResolved, softnet, ownBuffer } = counts;
  return {
    startedAt,
    elapsedMs: stepMs,
    ...NOTHING_ROSE,
    conntrack: read({
      era,
      counts: {
        found: 0,
        invalid: 0,
        earlyDrop: 0,
        drop,
        insertFailed,
        ...(era === 'searched' ? {} : { clashResolved }),
        ...(era === 'chainlength' ? { chainTooLong: 0 } : {}),
      },
    }),
    conntrackEntries: read((faults.full ?? 0) === 0 ? 2000 : 261_900),
    softnet: read({ processed: 1000, dropped: softnet, squeezed: 0 }),
    kernel: read('6.18.0'),
    ownUdp: udp(six ? 0 : ownBuffer),
    ownUdp6: udp(six ? ownBuffer : 0),
  };
}
