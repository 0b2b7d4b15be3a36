/** Sets the metrics that follow from a judgement. */

import { strategyTable } from '../diagnosis/strategy-table.ts';
import type { NodeSnapshot } from '../domain/node.ts';
import type { Recorder } from '../metrics/recorder.ts';
import type { Judgement } from '../window/claims/judgement.ts';

/** Sets the verdicts, the loss of each strategy over the window, and the race window. */
export function publishJudgement(recorder: Recorder, judgement: Judgement, { kernel }: NodeSnapshot): void {
  const { verdicts, evidence, raceWindow } = judgement;
  recorder.setVerdicts(verdicts);
  recorder.setRemedyLoss(
    new Map(strategyTable(evidence).map(({ strategy, lossRatio }) => [strategy, lossRatio])),
  );
  recorder.setNodeInfo({
    kernel: kernel.kind === 'read' ? kernel.value : '',
    nameserver: evidence.context.nameserver,
    raceWindow,
  });
}
