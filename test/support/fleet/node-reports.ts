/** Reports of agents, and fleets of them: healthy by default. */

import type { DnsPodLoss, NodeReport } from '../../../src/domain/node-report.ts';

export const PODS = ['10.244.0.2', '10.244.0.3', '10.244.0.4'] as const;

/** `lost` of `pairs` to each of the three pods. */
export function podsLosing(lost: readonly number[], pairs = 10): readonly DnsPodLoss[] {
  return PODS.map((address, index) => ({ address, pairs, lost: lost[index] ?? 0 }));
}

export function nodeReport(node: string, given: Partial<NodeReport> = {}): NodeReport {
  return {
    schema: 1,
    node,
    version: '0.1.0',
    ready: true,
    kernel: '6.1.0-18-amd64',
    cpus: 4,
    raceWindow: 'absent',
    windowMs: 300_000,
    lookups: { made: 120, slow: 0, failed: 0 },
    pairs: { sent: 140, lost: 0 },
    dnsPods: podsLosing([0, 0, 0]),
    ...given,
  };
}

export const RACE: Partial<NodeReport> = {
  verdict: { cause: 'conntrack-race', confidence: 0.95 },
  lookups: { made: 120, slow: 6, failed: 0 },
  pairs: { sent: 140, lost: 12 },
};

/** `count` nodes, named by their number. */
export function nodes(
  count: number,
  given: (index: number) => Partial<NodeReport> = () => ({}),
): readonly NodeReport[] {
  return Array.from({ length: count }, (_, index) => nodeReport(`node-${index}`, given(index)));
}
