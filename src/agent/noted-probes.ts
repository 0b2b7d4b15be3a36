/** The rig's probes, which the evidence window knows while they are under way. */

import type { Probes } from '../probe/jobs.ts';
import type { EvidenceWindow } from '../window/evidence-window.ts';

export function notedProbes(probes: Probes, window: Pick<EvidenceWindow, 'pending' | 'nowMs'>): Probes {
  return {
    lookup(name, profile) {
      const ended = window.pending.lookup({ name, profile }, window.nowMs);
      return probes.lookup(name, profile).finally(ended);
    },
    pair(arm) {
      const ended = window.pending.pair(arm, window.nowMs);
      return probes.pair(arm).finally(ended);
    },
  };
}
