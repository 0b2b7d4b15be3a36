/** What an agent claimed in a history, compared with what was true. */

import { type Cause, harmOf } from '../../src/domain/cause.ts';
import type { History, Truth } from './history.ts';
import type { Judged, Played } from './play.ts';

const CLAIM = 0.5;
/** A claim may stand for so long after its fault. */
const ENDS_WITHIN_MS = 60_000;
/** A slow lookup is counted a minute after its end at the latest, and takes 10 s and its grace time. */
const COUNTED_WITHIN_MS = 80_000;

/** A time in which one cause was claimed. */
export interface Spell {
  readonly cause: Cause;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Measured {
  readonly id: string;
  readonly seed: number;
  readonly untrue: readonly Spell[];
  /** Claims of causes that were true more than a minute before. */
  readonly overdue: readonly Spell[];
  /** For each truth that is due: from its beginning until it was named, or nothing. */
  readonly namedMs: readonly (number | null)[];
  /** How many times a right claim went away and came back within its truth. */
  readonly flaps: number;
  /** From the end of the last truth until the last claim. */
  readonly overMs: number;
  readonly slow: number;
  readonly counted: readonly string[];
  /** Slow lookups that were counted under a cause that was not true. */
  readonly blamed: readonly string[];
}

export function measured({ id, truths = [] }: History, seed: number, played: Played): Measured {
  const spells = spellsOf(played.judged);
  const wrong = spells.flatMap((spell) => beyond(spell, truths));
  const isTruth = ({ cause }: Spell) => truths.some((truth) => causesOf(truth).includes(cause));
  const wasTrue = (spell: Spell) =>
    truths.some((truth) => causesOf(truth).includes(spell.cause) && truth.untilMs <= spell.fromMs);
  const dues = truths.filter(({ isDue }) => isDue === true);
  const endMs = Math.max(0, ...truths.map(({ untilMs }) => untilMs));
  const counted = played.counted.map(({ cause }) => cause);
  return {
    id,
    seed,
    untrue: wrong.filter((spell) => !isTruth(spell) || !wasTrue(spell)),
    overdue: wrong.filter((spell) => isTruth(spell) && wasTrue(spell)),
    namedMs: dues.map((truth) => namedMs(truth, spells)),
    flaps: dues.reduce((sum, truth) => sum + flapsOf(truth, played.judged), 0),
    overMs: Math.max(0, Math.max(0, ...spells.map(({ untilMs }) => untilMs)) - endMs),
    slow: played.slowAtMs.length,
    counted,
    blamed: played.counted
      .filter(({ cause, atMs }) => cause !== 'not-enough-evidence' && !wasTrueNear(cause, atMs, truths))
      .map(({ cause }) => cause),
  };
}

function causesOf({ right, accepted = [] }: Truth): readonly Cause[] {
  return [...right, ...accepted];
}

function wasTrueNear(cause: Cause, atMs: number, truths: readonly Truth[]): boolean {
  return truths.some(
    (truth) =>
      causesOf(truth).includes(cause) && atMs >= truth.fromMs && atMs <= truth.untilMs + COUNTED_WITHIN_MS,
  );
}

function isClaim({ cause, confidence }: Judged['verdicts'][number]): boolean {
  return confidence > CLAIM && cause !== 'not-enough-evidence' && harmOf(cause) !== 'harmless';
}

/** A spell lasts until the first judgement without the claim. */
function spellsOf(judged: readonly Judged[]): readonly Spell[] {
  const spells: Spell[] = [];
  const open = new Map<Cause, number>();
  for (const { atMs, verdicts } of judged) {
    const claims = new Set(verdicts.filter(isClaim).map(({ cause }) => cause));
    for (const [cause, fromMs] of open)
      if (!claims.has(cause)) {
        spells.push({ cause, fromMs, untilMs: atMs });
        open.delete(cause);
      }
    for (const cause of claims) if (!open.has(cause)) open.set(cause, atMs);
  }
  const lastMs = judged.at(-1)?.atMs ?? 0;
  for (const [cause, fromMs] of open) spells.push({ cause, fromMs, untilMs: lastMs });
  return spells;
}

/** The parts of a spell that no truth allows. */
function beyond(spell: Spell, truths: readonly Truth[]): readonly Spell[] {
  let parts: readonly Spell[] = [spell];
  for (const truth of truths) {
    if (!causesOf(truth).includes(spell.cause)) continue;
    const [low, high] = [truth.fromMs, truth.untilMs + ENDS_WITHIN_MS];
    parts = parts.flatMap((part) =>
      [
        { ...part, untilMs: Math.min(part.untilMs, low) },
        { ...part, fromMs: Math.max(part.fromMs, high) },
      ].filter(({ fromMs, untilMs }) => untilMs > fromMs),
    );
  }
  return parts;
}

function namedMs({ fromMs, untilMs, right }: Truth, spells: readonly Spell[]): number | null {
  const hits = spells
    .filter((one) => right.includes(one.cause) && one.untilMs > fromMs && one.fromMs < untilMs)
    .map((one) => Math.max(0, one.fromMs - fromMs));
  return hits.length === 0 ? null : Math.min(...hits);
}

function flapsOf(truth: Truth, judged: readonly Judged[]): number {
  const states = judged
    .filter(({ atMs }) => atMs >= truth.fromMs && atMs <= truth.untilMs)
    .map(({ verdicts }) => verdicts.some((one) => isClaim(one) && causesOf(truth).includes(one.cause)));
  const first = states.indexOf(true);
  return states
    .slice(first + 1)
    .filter((state, index) => first >= 0 && !state && states[first + index] === true).length;
}
