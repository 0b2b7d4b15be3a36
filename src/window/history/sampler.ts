/** Takes the steps between snapshots of the node. Each step begins where the last one ended. */

import type { NodeDelta, NodeSnapshot, ReadingKey } from '../../domain/node.ts';
import { delta } from '../../kernel/delta.ts';
import { READING_KEYS } from '../../kernel/readings.ts';

/**
 * A step that lacks a reading weakens every verdict for as long as it is kept. So if a reading fails that was there before, for
 * example because a tool hangs once, the step continues to the next snapshot that has it. Counters are sums since boot, so no rise
 * is lost.
 */
const LONGEST_STEP_MS = 15_000;

export interface SamplerPorts {
  readonly snapshot: () => Promise<NodeSnapshot>;
  /** Called with every step that was taken, and the snapshots that it lies between. */
  readonly taken: (step: NodeDelta, before: NodeSnapshot, now: NodeSnapshot) => void;
}

export class Sampler {
  readonly #ports: SamplerPorts;
  #latest: NodeSnapshot;
  #underWay: Promise<void> | undefined;

  constructor(first: NodeSnapshot, ports: SamplerPorts) {
    this.#latest = first;
    this.#ports = ports;
  }

  /** Where the next step begins. */
  get latest(): NodeSnapshot {
    return this.#latest;
  }

  /** Reads the node's counters again. Their rise since the last reading is a step. Calls that overlap share one reading. */
  take(): Promise<void> {
    this.#underWay ??= this.#take().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #take(): Promise<void> {
    const now = await this.#ports.snapshot();
    const before = this.#latest;
    if (lacks(now, before) && now.takenAtMs - before.takenAtMs < LONGEST_STEP_MS) return;
    this.#latest = now;
    this.#ports.taken(delta(before, now), before, now);
  }
}

/** Is anything absent that could be read before? */
function lacks(now: NodeSnapshot, before: NodeSnapshot): boolean {
  const gone = absentees(before);
  return absentees(now).some((name) => !gone.includes(name));
}

function absentees(snapshot: NodeSnapshot): ReadingKey[] {
  return READING_KEYS.filter((key) => snapshot[key].kind === 'absent');
}
