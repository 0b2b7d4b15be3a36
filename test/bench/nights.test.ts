/** Histories in which one fault follows another, or a fault comes and goes: the agent says nothing untrue, and sees each of them. */

import { expect, it } from 'vitest';
import { HISTORIES } from '../../bench/nights/histories.ts';
import { measured } from '../../bench/nights/measured.ts';
import { play } from '../../bench/nights/play.ts';

const TIMEOUT_MS = 240_000;

async function playedAs(id: string, seed = 1) {
  const history = HISTORIES.find((one) => one.id === id);
  if (history === undefined) throw new Error(`no history ${id}`);
  return measured(history, seed, await play(history, seed));
}

interface Row {
  readonly id: string;
  readonly seed?: number;
  /** How much longer than its end allows the first fault may be claimed, because the losses of the second one still fit it. */
  readonly outlastsMs?: number;
}

/** Seed 1 of `flap-pod-10-50` was once `something-else`, and seed 8 was `packet-loss` for two minutes. */
it.each<Row>([{ id: 'flap-pod-10-50' }, { id: 'flap-pod-10-50', seed: 8 }, { id: 'pod-20s' }])(
  'says nothing untrue of a fault that comes and goes: $id $seed',
  { timeout: TIMEOUT_MS },
  async ({ id, seed }) => {
    const { untrue, overdue, blamed } = await playedAs(id, seed);
    expect({ untrue, overdue, blamed }).toEqual({ untrue: [], overdue: [], blamed: [] });
  },
);

it.each<Row>([{ id: 'loss-then-pod-20', outlastsMs: 40_000 }, { id: 'upstream-then-full-20' }])(
  'names the second of two faults, and soon no longer the first: $id',
  { timeout: TIMEOUT_MS },
  async ({ id, outlastsMs = 0 }) => {
    const { untrue, overdue, blamed, namedMs } = await playedAs(id);
    expect({ untrue, blamed }).toEqual({ untrue: [], blamed: [] });
    expect(overdue.filter(({ fromMs, untilMs }) => untilMs - fromMs > outlastsMs)).toEqual([]);
    for (const ms of namedMs) expect(ms ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(120_000);
  },
);
