/** The fleet as one JSON object for programs. docs/fleet.md documents it. Agents' texts are bounded and printable already. */

import { conclude } from './conclusion.ts';
import { countByCause } from './health.ts';
import { podLosses } from './pod-losses.ts';
import type { Survey } from './survey.ts';

export function fleetJson({ reports, silent, warnings, startedAt, tookMs }: Survey) {
  return {
    schema: 1,
    startedAt: startedAt,
    tookMs: Math.round(tookMs),
    conclusion: conclude(reports),
    causes: countByCause(reports),
    dnsPods: podLosses(reports).map(({ address, pairs, lost, nodes, nodesWithLoss }) => ({
      address,
      pairs,
      lost,
      nodes,
      nodesWithLoss,
    })),
    nodes: reports,
    silent,
    warnings,
  };
}
