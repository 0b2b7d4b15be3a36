/** Where the agent's measurements go: metrics, evidence window, journal, history, readiness, and the explanation of slow lookups. */

import type { Journal } from '../journal/journal.ts';
import type { LookupHistory } from '../journal/lookup-history.ts';
import type { Recorder } from '../metrics/recorder.ts';
import type { Clock } from '../platform/clock.ts';
import type { RigListener } from '../probe/rig.ts';
import type { EvidenceWindow } from '../window/evidence-window.ts';
import type { Readiness } from './readiness.ts';
import type { Incidents } from './stall/incidents.ts';

export interface OutcomeReceivers {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly window: EvidenceWindow;
  readonly journal: Journal;
  readonly past: LookupHistory;
  readonly incidents: Incidents;
  readonly readiness: Readiness;
  /** The label value for each name that is looked up. */
  readonly nameIds: ReadonlyMap<string, string>;
}

export function outcomeListener(receivers: OutcomeReceivers): RigListener {
  const { clock, recorder, window, journal, past, incidents, readiness, nameIds } = receivers;
  return {
    lookup(outcome) {
      recorder.recordLookup(outcome, nameIds.get(outcome.name) ?? outcome.name);
      window.lookup(outcome);
      past.record(outcome);
      void incidents.explain(outcome, journal.record({ kind: 'lookup', outcome }));
      readiness.lookupEnded();
      recorder.recordRound(clock.wall());
    },
    pair(outcome) {
      recorder.recordPair(outcome);
      window.pair(outcome);
      journal.record({ kind: 'pair', outcome });
      readiness.pairEnded();
    },
    lag: recorder.recordLag,
    pods: recorder.setEndpoints,
  };
}
