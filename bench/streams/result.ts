/** What an agent claimed in one stream, compared with what was true. */

import { type Cause, harmOf } from '../../src/domain/cause.ts';
import type { Episode } from '../../test/agent/episode.ts';
import { rulingOf } from '../../test/worlds/rulings.ts';
import type { Stream } from './streams.ts';

/** A cause is claimed above this confidence. */
const CLAIM = 0.5;

export interface Result {
  readonly title: string;
  readonly isCold: boolean;
  /** From the first lookup that the fault made slow or failed until a true cause was claimed; infinite if that never happened. */
  readonly namedMs: number;
  /** From the cure until nothing was claimed any more. */
  readonly overMs: number;
  /** Spells of claims that are not true, each cause once for each spell. */
  readonly untrue: readonly Cause[];
  /** Spells between the first claim and the cure without any. */
  readonly gaps: number;
  /** Slow lookups by the cause that they were counted under, other than a true one or `not-enough-evidence`. */
  readonly blamed: readonly Cause[];
  readonly counted: number;
  /** Spells in which `agent-starved` was claimed. */
  readonly starved: number;
}

export function resultOf({ title, world, times, isCold }: Stream, found: Episode): Result {
  const { faultMs, cureMs } = times;
  const rulings = world.faults.map((fault) => rulingOf(fault, world));
  const truths = new Set(rulings.flatMap(({ right, fine }) => [...right, ...fine]));
  const claims = found.judged.map(({ atMs, verdicts }) => ({
    atMs,
    causes: verdicts
      .filter(({ cause, confidence }) => confidence > CLAIM && isFault(cause))
      .map(({ cause }) => cause),
  }));
  const right = claims.find(({ atMs, causes }) => atMs >= faultMs && causes.some((one) => truths.has(one)));
  const last = claims.findLast(({ causes }) => causes.length > 0);
  const struck = found.lookups.find(
    ({ atMs, durationMs, result }) => atMs >= faultMs && (durationMs >= 2400 || result !== 'ok'),
  );
  const beganMs = struck === undefined ? faultMs : Math.max(faultMs, struck.atMs - struck.durationMs);
  const during = claims.filter(({ atMs }) => right !== undefined && atMs > right.atMs && atMs <= cureMs);
  return {
    title,
    isCold,
    namedMs: right === undefined ? Number.POSITIVE_INFINITY : Math.max(0, right.atMs - beganMs),
    overMs: last === undefined ? 0 : Math.max(0, last.atMs - cureMs),
    untrue: [...new Set(claims.flatMap(({ causes }) => causes))].filter((cause) => !truths.has(cause)),
    gaps: spells(during.map(({ causes }) => causes.length === 0)),
    blamed: found.counted.filter(
      (cause) => !truths.has(cause) && cause !== 'not-enough-evidence' && cause !== 'agent-starved',
    ),
    counted: found.counted.length,
    starved: spells(
      found.judged.map(({ verdicts }) =>
        verdicts.some(({ cause, confidence }) => cause === 'agent-starved' && confidence > CLAIM),
      ),
    ),
  };
}

function isFault(cause: Cause): boolean {
  return harmOf(cause) === 'fault' || cause === 'something-else';
}

/** How many times a run of true values begins. */
function spells(values: readonly boolean[]): number {
  return values.filter((value, index) => value && values[index - 1] !== true).length;
}
