/** What a walk found on all nodes: the worst of each. */

import type { Findings } from './findings.ts';

/**
 * The findings of the cluster. `seeing` are those of the nodes that have the fault, and `spared` those of the others: these need not name
 * it, but what they claim counts.
 */
export function worstOf(seeing: readonly Findings[], spared: readonly Findings[] = []): Findings {
  const all = [...seeing, ...spared];
  return {
    rightAfterS: latest(seeing.map(({ rightAfterS }) => rightAfterS)),
    untrue: all.flatMap(({ untrue }) => untrue),
    goneAfterS: latest(all.map(({ goneAfterS }) => goneAfterS)),
    relapsesAtS: seeing.flatMap(({ relapsesAtS }) => relapsesAtS),
    slow: sumOf(all.map(({ slow }) => slow)),
    silentAtS: all.flatMap(({ silentAtS }) => silentAtS),
  };
}

/** Undefined, which is never, if one of `times` is. */
function latest(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce<number | undefined>(
    (most, time) => (most === undefined || time === undefined ? undefined : Math.max(most, time)),
    times[0],
  );
}

function sumOf(counts: readonly Findings['slow'][]): Findings['slow'] {
  const sums = new Map<string, number>();
  for (const [cause, count] of counts.flatMap((one) => Object.entries(one)))
    sums.set(cause, (sums.get(cause) ?? 0) + count);
  return Object.fromEntries(sums);
}
