/** The judging half of the agent: what concludes from the measurements, and what answers a stalled lookup. */

import { startCredit } from '../config/arithmetic.ts';
import type { Config } from '../config/schema.ts';
import { valueIn } from '../domain/reading.ts';
import { HttpRequests } from '../journal/http-requests.ts';
import { Journal } from '../journal/journal.ts';
import { LookupHistory } from '../journal/lookup-history.ts';
import { shortIds } from '../metrics/name-ids.ts';
import type { Random } from '../platform/random.ts';
import { armRotation, TWO_IN_EACH_ROUND } from '../probe/rotation.ts';
import { QueryBudget } from '../schedule/query-budget.ts';
import { Judgements } from './judgements.ts';
import type { Measuring, MeasuringPorts } from './measuring.ts';
import { outcomeListener } from './outcomes.ts';
import { publishJudgement } from './publish.ts';
import { type StallResponse, stallResponse } from './stall/stall-response.ts';

export interface Judging extends Pick<StallResponse, 'investigation' | 'incidents'> {
  /** The latest probes. */
  readonly journal: Journal;
  /** The durations of the last minutes of lookups. */
  readonly past: LookupHistory;
  /** The last HTTP request to each URL of `trace.targets`. */
  readonly requests: HttpRequests;
  /** The queries that may be sent (`maxQps`). */
  readonly budget: QueryBudget;
  readonly judgements: Judgements;
}

/** Makes the first judgement. From then on each outcome is recorded, and a stalled lookup is investigated. */
export function openJudging(
  config: Config,
  ports: Pick<MeasuringPorts, 'clock' | 'log' | 'signal'>,
  measuring: Measuring,
  random: Random,
): Judging {
  const { clock, log, signal } = ports;
  const { rig, probes, recorder, window, flows, readiness } = measuring;
  const judgements = new Judgements({
    clock,
    window,
    show: (judgement) => publishJudgement(recorder, judgement, window.latest),
  });
  const journal = new Journal(config.journal.size);
  const past = new LookupHistory(clock);
  const requests = new HttpRequests(config.trace.targets);
  const budget = new QueryBudget(clock, config.maxQps, {
    burst: config.investigation.budget,
    credit: startCredit(config),
  });
  const { pair, investigation, incidents } = stallResponse(config.investigation, {
    clock,
    log,
    signal,
    random,
    budget,
    window,
    judgements,
    arms: rig.arms,
    rotation: armRotation(random, rig.arms, TWO_IN_EACH_ROUND),
    pair: probes.pair,
    broke: (error) => log.error({ err: error, job: 'investigation' }, 'internal error in a probe'),
    flows: () => valueIn(flows?.summary()),
    recordSlowLookup: recorder.recordSlowLookup,
    conclude(entry, explanation) {
      journal.conclude(entry, explanation);
      judgements.publish();
    },
  });
  rig.listen({ pair });
  rig.listen(judgements);
  const nameIds = shortIds(rig.names);
  rig.listen(outcomeListener({ clock, recorder, window, journal, past, incidents, readiness, nameIds }));
  return { journal, past, requests, budget, judgements, investigation, incidents };
}
