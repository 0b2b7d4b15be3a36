/**
 * What the agent does after a lookup stalled or several probes failed (suspicion), put together: it sends extra pairs (investigation), asks again
 * what failed (recheck), and explains the lookup once a verdict is certain enough (incidents).
 */

import { nextStrategies } from '../../diagnosis/next-strategies.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import type { Random } from '../../platform/random.ts';
import type { Arm } from '../../probe/arms.ts';
import { currentArms } from '../../probe/current-arms.ts';
import { FollowUp } from '../../probe/follow-up.ts';
import type { Source } from '../../probe/rotation.ts';
import type { QueryBudget } from '../../schedule/query-budget.ts';
import { isNamed } from '../../window/claims/judgement.ts';
import type { EvidenceWindow } from '../../window/evidence-window.ts';
import type { Judgements } from '../judgements.ts';
import { Incidents, type IncidentsPorts } from './incidents.ts';
import { Investigation, type InvestigationPorts } from './investigation.ts';
import { Recheck } from './recheck.ts';
import { Suspicion } from './suspicion.ts';

type Shared = Pick<InvestigationPorts, 'clock' | 'signal' | 'pair' | 'broke'> &
  Pick<IncidentsPorts, 'log' | 'flows' | 'recordSlowLookup' | 'conclude'>;

export interface StallResponsePorts extends Shared {
  readonly random: Random;
  readonly budget: Pick<QueryBudget, 'takeSpare'>;
  readonly window: Pick<EvidenceWindow, 'nowMs' | 'startMsOf' | 'step'>;
  /** `judge` makes a judgement. `last` is the one that is shown: it costs nothing. */
  readonly judgements: Pick<Judgements, 'judge' | 'last'>;
  /** The arms that can be sent now. */
  readonly arms: () => readonly Arm[];
  /** The arms that are sent if nothing stalls. */
  readonly rotation: Source<Arm>;
}

export interface StallResponse {
  /** Must get the outcome of every pair. */
  readonly pair: (outcome: PairOutcome) => void;
  /** The arms to send, one for each pair. */
  readonly investigation: Investigation;
  /** Must get the outcome of every lookup. */
  readonly incidents: Incidents;
}

/** `limits` are those of the configuration (`investigation`): queries, and milliseconds. */
export function stallResponse(
  limits: { readonly budget: number; readonly cooldown: number },
  ports: StallResponsePorts,
): StallResponse {
  const { random, budget, window, judgements, arms, rotation, ...shared } = ports;
  const { judge, last } = judgements;
  const open = () => (limits.budget > 0 ? nextStrategies(last().verdicts) : []);
  const recheck = new Recheck({
    clock: shared.clock,
    random,
    arms,
    isNamed: () => isNamed(last()),
    questions: currentArms(new FollowUp(random, open, arms), arms),
  });
  const followUp = new FollowUp(random, () => nextStrategies(judge().verdicts), arms);
  const investigation = new Investigation(limits, {
    ...shared,
    recheck,
    questions: currentArms(followUp, arms),
    rotation: currentArms(rotation, arms),
    afford: (queries) => budget.takeSpare(queries),
  });
  const suspicion = new Suspicion({ clock: shared.clock, investigate: () => void investigation.run() });
  const incidents = new Incidents({
    ...shared,
    investigation,
    window: {
      judge,
      step: () => window.step(),
      startMsOf: (outcome) => window.startMsOf(outcome),
      get nowMs() {
        return window.nowMs;
      },
    },
  });
  const pair = (outcome: PairOutcome) => {
    recheck.pair(outcome);
    suspicion.pair(outcome);
  };
  return { pair, investigation, incidents };
}
