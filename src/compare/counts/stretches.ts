/** The facts about losses that come in stretches of time, and about those above a rate: what a person can try. */

import type { Evidence } from '../../domain/evidence.ts';
import { formatDuration, outOf } from './wording.ts';

/** Empty where the losses are spread over the time. */
export function stretchFacts({ stretches }: Pick<Evidence, 'stretches'>): readonly string[] {
  if (stretches === undefined) return [];
  const { count, medianMs, within, all } = stretches;
  const length = medianMs < SHORTEST_MS ? 'less than 10 ms' : formatDuration(medianMs);
  return [
    `the losses come in stretches: ${outOf({ failures: within, trials: all })} of the lost queries were sent in ${count} stretches of time (median length ${length}), in which nothing was answered over UDP, and nearly all was answered between them. A filter that blocks a sender for some time after too many queries does this, and so does a path that fails now and then`,
    FEWER_QUERIES,
  ];
}

const SHORTEST_MS = 10;

/** A limit on the rate is shown by asking less: then it is not reached. */
export const FEWER_QUERIES =
  'to tell a limit on the rate from other losses: run `fivesec check --max-qps 4 --duration 2m`. Below a limit, nothing is lost';
