/** Arms as patterns see them, drawn from what a pattern predicts. */

import type { ArmTally } from '../../src/domain/evidence.ts';
import { NO_QUERIES } from '../../src/evidence/tally.ts';
import { type Ask, askOf, type FateCounts } from '../../src/patterns/ask.ts';
import { type Fate, UNHARMED } from '../../src/patterns/fate.ts';
import type { Pattern } from '../../src/patterns/pattern.ts';
import type { Prediction } from '../../src/patterns/prediction.ts';
import { assertNever } from '../../src/platform/assert-never.ts';
import { type Random, seededRandom } from '../../src/platform/random.ts';

export const VIP = '10.96.0.10';
export const PODS = ['10.244.0.2', '10.244.0.3'] as const;

export function armOf(given: Partial<ArmTally>): ArmTally {
  return {
    strategy: 'pair',
    target: { kind: 'vip', address: VIP },
    transport: 'udp',
    scope: 'cluster',
    pairs: 0,
    notSent: 0,
    oneFailed: 0,
    bothFailed: 0,
    a: NO_QUERIES,
    aaaa: NO_QUERIES,
    rttsMs: [],
    durationsMs: [],
    ...given,
  };
}

export function ask(given: Partial<ArmTally>, counts: Partial<FateCounts> = {}): Ask {
  const all = { neither: 0, onlyA: 0, onlyAaaa: 0, both: 0, ...counts };
  const pairs = all.neither + all.onlyA + all.onlyAaaa + all.both;
  return { ...askOf(armOf(given)), counts: all, pairs };
}

const BY_VIP = ['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen', 'sticky'] as const;

/** The classic ways to ask: via the VIP, and straight to two DNS pods. */
export const CLASSIC: readonly Partial<ArmTally>[] = [
  ...BY_VIP.map((strategy) => ({ strategy })),
  { strategy: 'tcp', transport: 'tcp' },
  ...PODS.flatMap((address) =>
    (['udp', 'tcp'] as const).map((transport) => ({
      strategy: 'endpoint' as const,
      target: { kind: 'endpoint' as const, address },
      transport,
    })),
  ),
];

/** The first of several possible fates. */
export function fateOf(predicted: Prediction): Fate {
  switch (predicted.kind) {
    case 'fate':
    case 'shares':
      return predicted.fate;
    case 'any-of':
      return predicted.fates[0] ?? UNHARMED;
    case 'free':
      return UNHARMED;
    default:
      return assertNever(predicted);
  }
}

/** What a pattern makes of `pairs` pairs of each arm; arms that it leaves free lose nothing. */
export function drawn(
  pattern: Pattern,
  values: readonly number[],
  { pairs = 100, seed = 'x', arms = CLASSIC }: { pairs?: number; seed?: string; arms?: typeof CLASSIC } = {},
): readonly Ask[] {
  const random = seededRandom(seed);
  return arms.map((given) => {
    const empty = ask(given);
    const predicted = pattern.predict(empty, values);
    const fate = fateOf(predicted);
    return ask(given, drawnCounts(fate, pairs, random));
  });
}

function drawnCounts(fate: Fate, pairs: number, random: Random): FateCounts {
  const counts = { neither: 0, onlyA: 0, onlyAaaa: 0, both: 0 };
  for (let pair = 0; pair < pairs; pair += 1) {
    const value = random.next();
    if (value < fate.onlyA) counts.onlyA += 1;
    else if (value < fate.onlyA + fate.onlyAaaa) counts.onlyAaaa += 1;
    else if (value < fate.onlyA + fate.onlyAaaa + fate.both) counts.both += 1;
    else counts.neither += 1;
  }
  return counts;
}
