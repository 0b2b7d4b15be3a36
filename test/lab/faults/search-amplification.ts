/** A search list so long that one name costs many queries, each of which takes some milliseconds. */

import { OUTSIDE_ZONE } from '../dns/zone.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';
import { serverFault } from './server-fault.ts';

export interface SearchAmplification {
  readonly domains?: number;
  /** The delay of each answer: that of a DNS pod on another node, with a cold cache. */
  readonly ms?: number;
}

/** Truth: `queries` that the first pod sent, over UDP. */
export function searchAmplification({ domains = 8, ms = 20 }: SearchAmplification = {}): Fault {
  return {
    name: 'search-amplification',
    async inject(lab) {
      // The bare name exists; with a search domain appended it does not.
      const known = OUTSIDE_ZONE.hosts.map(({ name, addresses }) => ({
        name,
        action: { kind: 'answer', addresses } as const,
        delayMs: ms,
      }));
      const cluster = { action: { kind: 'nxdomain' } as const, delayMs: ms };
      const inCluster = lab.dns[0]?.plan.zone.hosts.map(({ name }) => ({ name, delayMs: ms })) ?? [];
      const slow = await serverFault('search-amplification', [...known, ...inCluster, cluster]).inject(lab);
      const rules = await CountingRules.load(
        lab.pod,
        'search-amplification',
        ['queries'],
        'chain out { type filter hook output priority filter; udp dport 53 counter name queries\n}',
      );
      const search = Array.from({ length: domains }, (_, index) => `team${index + 1}.corp.example`);
      lab.configure(lab.pod, [`search default.svc.cluster.local ${search.join(' ')}`, 'options ndots:5']);
      return {
        truth: () => rules.read(),
        async stop() {
          lab.configure(lab.pod, lab.topology.resolvConf);
          await rules.remove();
          await slow.stop();
        },
      };
    },
  };
}
