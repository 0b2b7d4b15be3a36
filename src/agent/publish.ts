/** What a judgement means for the metrics. */

import { strategyTable } from '../diagnosis/strategy-table.ts';
import type { NodeSnapshot } from '../domain/node.ts';
import type { Recorder } from '../metrics/recorder.ts';
import type { Judgement } from '../window/judgement.ts';

/** What is concluded now: verdicts, what each strategy lost over the window, and what becomes of clashes here. */
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
