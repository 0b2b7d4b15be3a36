/** The running verdict in a real cluster at default settings: it is right while a fault lasts, and ends after the fault. */

import { describe, expect, it } from 'vitest';
import { imitatedRace, staleEntry } from './conntrack-faults.ts';
import { blackholedPod, frozenProxy, lossOfAFifth, noPods, silentPods, unpluggedPod } from './faults.ts';
import { standingCluster } from './standing.ts';
import { walkFault } from './walk.ts';

const RIGHT_WITHIN_S = 120;
const GONE_WITHIN_S = 60;

const cluster = standingCluster();

describe.each([blackholedPod, noPods, silentPods, imitatedRace, staleEntry, lossOfAFifth, frozenProxy])(
  '$name',
  (fault) => {
    it('is named within two minutes, nothing else is, and it ends within a minute of the cure', async () => {
      const findings = await walkFault(cluster(), fault);
      expect.soft(findings.untrue).toEqual([]);
      expect.soft(findings.rightAfterS).toBeLessThanOrEqual(RIGHT_WITHIN_S);
      expect.soft(findings.relapsesAtS).toEqual([]);
      expect.soft(findings.goneAfterS).toBeLessThanOrEqual(GONE_WITHIN_S);
      expect.soft(blamedWrongly(findings.slow, fault.truths)).toEqual([]);
    });
  },
);

describe(unpluggedPod.name, () => {
  it('is called nothing else until the kubelet takes the pod out of the Service', async () => {
    const findings = await walkFault(cluster(), unpluggedPod);
    expect.soft(findings.untrue).toEqual([]);
    expect.soft(findings.goneAfterS).toBeLessThanOrEqual(GONE_WITHIN_S);
    expect.soft(blamedWrongly(findings.slow, unpluggedPod.truths)).toEqual([]);
  });
});

function blamedWrongly(slow: object, truths: readonly string[]): readonly string[] {
  return Object.keys(slow).filter((cause) => cause !== 'not-enough-evidence' && !truths.includes(cause));
}
