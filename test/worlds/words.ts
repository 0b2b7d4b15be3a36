/** A world in words, for whoever looks into one verdict. */

import type { Evidence } from '../../src/domain/evidence.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { classOf } from './rulings.ts';
import type { Truth } from './truth.ts';
import type { World } from './world.ts';

export function worldInWords(world: World): string[] {
  const { pods, spread, inTurn, weights, list, nameservers, rotate, edns0, cache, outside, large, hitRate } =
    world;
  const shares = weights.map((weight) => weight.toFixed(2)).join(' ');
  return [
    `${pods} DNS pods, the VIP spreads ${spread}${inTurn ? ' in turn' : ''} (${shares}), list of pods: ${list}`,
    `${nameservers} nameservers${rotate ? ', rotate' : ''}${edns0 ? ', edns0' : ''}; node cache: ${cache.place}${cache.known ? ', configured' : ''}`,
    `a name outside is ${outside ? `asked, in the cache at ${hitRate.toFixed(2)}` : 'not asked'}; ${large ? 'a large name is asked; ' : ''}round trip ${world.rttMs.toFixed(1)} ms`,
    `counters ${world.counters} (${world.era}, ${world.background.toFixed(2)} drops a second of others)`,
    ...world.faults.map((fault) => `fault: ${JSON.stringify(fault, withoutSalt)}`),
  ];
}

function withoutSalt(key: string, value: unknown): unknown {
  return key === 'salt' ? undefined : value;
}

export function truthInWords({ main, matter, touched }: Truth): string {
  const names = (faults: Truth['main']) => faults.map(classOf).join(', ') || 'none';
  return `main: ${names(main)}; measurable: ${names(matter)}; touches ${(100 * touched).toFixed(1)} % of lookups`;
}

/** A line for each arm: what became of its queries. */
export function armsInWords({ arms, lookups }: Evidence): string[] {
  const lines = arms.map(({ strategy, target, transport, scope, pairs, oneFailed, bothFailed, a, aaaa }) => {
    const tallies = [a, aaaa].map((tally) =>
      Object.entries(tally)
        .filter(([, count]) => count > 0)
        .map(([name, count]) => `${name} ${count}`)
        .join(' '),
    );
    return `${strategy} ${target.kind} ${target.address} ${transport} ${scope}: pairs ${pairs}, one failed ${oneFailed}, both ${bothFailed} | A ${tallies[0]} | AAAA ${tallies[1]}`;
  });
  return [
    ...lines,
    `lookups ${lookups.lookups}, slow ${lookups.slow}, failed ${lookups.failed}, retries ${lookups.retries}`,
  ];
}

export function verdictsInWords(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ cause, confidence, rule, facts }) => [
    `${confidence.toFixed(2)} ${cause} (${rule})`,
    ...facts.map((fact) => `       ${fact}`),
  ]);
}
