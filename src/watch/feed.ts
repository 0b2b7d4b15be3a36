/** What a step between two snapshots means for the metrics. */

import { strategyTable } from '../diagnosis/strategy-table.ts';
import type { NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { Recorder } from '../metrics/recorder.ts';
import type { Judgement } from './watcher.ts';

/** Counters by their rise, gauges as they are now, and where each reading came from. An absent reading moves nothing. */
export function feedStep(recorder: Recorder, step: NodeDelta, now: NodeSnapshot): void {
  if (step.conntrack.kind === 'read') recorder.recordConntrackRise(step.conntrack.value.counts);
  recorder.setConntrackEntries(now.conntrackEntries);
  recorder.setConntrackLimit(now.conntrackLimit);
  for (const own of [step.ownUdp, step.ownUdp6]) {
    if (own.kind === 'read') recorder.recordReceiveBufferErrors(own.value.rcvbufErrors);
  }
  if (step.softnet.kind === 'read') recorder.recordSoftnetDropped(step.softnet.value.dropped);
  if (step.ownThrottle.kind === 'read') recorder.recordThrottled(step.ownThrottle.value.throttledMs);
  recorder.setEvidenceSources(now);
}

/** What is concluded now: verdicts, what each strategy lost over the window, and what becomes of clashes here. */
export function feedJudgement(recorder: Recorder, judgement: Judgement, { kernel }: NodeSnapshot): void {
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
