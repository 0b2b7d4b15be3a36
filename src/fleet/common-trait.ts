/** What the unhealthy nodes have in common that the healthy ones lack: kernel, race window, zone, or number of CPUs. */

import type { NodeReport } from '../domain/node-report.ts';
import { fisherGreater } from '../statistics/tests.ts';

export interface Trait {
  /** As in "the nodes that have ...": `kernel 5.4.0-150`, `at most 2 CPUs`. */
  readonly words: string;
  readonly unhealthy: number;
  readonly healthy: number;
  /** The probability of finding such a trait by chance, corrected for the number of traits that were tried. */
  readonly chance: number;
}

interface Candidate {
  readonly words: string;
  /** `undefined` where the node does not say. */
  readonly has: (report: NodeReport) => boolean | undefined;
}

/** Of the unhealthy nodes this share or more has the trait, and of the healthy ones this share or less. */
const MOST_OF_THEM = 0.9;
const FEW_OF_THEM = 0.1;

/** The traits that distinguish both groups, the clearest first. Several may do so equally well. */
export function commonTraits(
  unhealthy: readonly NodeReport[],
  healthy: readonly NodeReport[],
): readonly Trait[] {
  if (unhealthy.length < 2 || healthy.length === 0) return [];
  const candidates = candidatesOf(unhealthy);
  return candidates
    .map((candidate) => measured(candidate, unhealthy, healthy, candidates.length))
    .filter(
      (trait) =>
        trait.unhealthy >= MOST_OF_THEM * unhealthy.length && trait.healthy <= FEW_OF_THEM * healthy.length,
    )
    .sort((one, other) => one.chance - other.chance);
}

function measured(
  { words, has }: Candidate,
  unhealthy: readonly NodeReport[],
  healthy: readonly NodeReport[],
  tried: number,
): Trait {
  const ofUnhealthy = counted(unhealthy, has);
  const ofHealthy = counted(healthy, has);
  // A node that does not report the value may have the trait, so it counts against the trait.
  const least = { failures: ofUnhealthy.yes, trials: unhealthy.length };
  const most = { failures: ofHealthy.yes + ofHealthy.unknown, trials: healthy.length };
  return {
    words,
    unhealthy: ofUnhealthy.yes,
    healthy: ofHealthy.yes + ofHealthy.unknown,
    chance: Math.min(1, fisherGreater(least, most) * tried),
  };
}

function counted(reports: readonly NodeReport[], has: Candidate['has']) {
  const answers = reports.map(has);
  return {
    yes: answers.filter((answer) => answer === true).length,
    unknown: answers.filter((answer) => answer === undefined).length,
  };
}

/** Every value that an unhealthy node has. */
function candidatesOf(unhealthy: readonly NodeReport[]): readonly Candidate[] {
  const values = (of: (report: NodeReport) => string | undefined) =>
    [...new Set(unhealthy.map(of))].filter((value) => value !== undefined);
  return [
    ...values(({ kernel }) => kernel).map((value) => trait(`kernel ${value}`, ({ kernel }) => kernel, value)),
    ...values(({ zone }) => zone).map((value) => trait(`zone ${value}`, ({ zone }) => zone, value)),
    ...values(({ raceWindow }) => raceWindow).map((value) =>
      trait(`race window "${value}"`, ({ raceWindow }) => raceWindow, value),
    ),
    ...cpuCandidates(unhealthy),
  ];
}

function trait(words: string, of: (report: NodeReport) => string | undefined, value: string): Candidate {
  return {
    words,
    has: (report) => {
      const own = of(report);
      return own === undefined ? undefined : own === value;
    },
  };
}

/** The range that all unhealthy nodes lie in, open on one side or the other. */
function cpuCandidates(unhealthy: readonly NodeReport[]): readonly Candidate[] {
  const counts = unhealthy.map(({ cpus }) => cpus).filter((cpus) => cpus !== undefined);
  if (counts.length === 0) return [];
  const most = counts.reduce((largest, cpus) => Math.max(largest, cpus));
  const least = counts.reduce((smallest, cpus) => Math.min(smallest, cpus));
  const unit = (cpus: number) => `${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`;
  return [
    {
      words: `at most ${unit(most)}`,
      has: ({ cpus }) => (cpus === undefined ? undefined : cpus <= most),
    },
    {
      words: `at least ${unit(least)}`,
      has: ({ cpus }) => (cpus === undefined ? undefined : cpus >= least),
    },
  ];
}
