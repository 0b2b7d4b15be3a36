/** Builds an explanation for a test. By default: a race on a node whose counters can be read. */

import type { Explanation } from '../../../src/domain/explanation.ts';
import { counted, still } from '../../diagnosis/evidences.ts';

const vip = { kind: 'vip', address: '10.96.0.10' } as const;
const pod = { kind: 'endpoint', address: '10.244.0.2' } as const;

export function explanation(given: Partial<Explanation> = {}): Explanation {
  return {
    windowStartedAt: Date.UTC(2026, 0, 1),
    windowMs: 12_000,
    strategies: [
      { strategy: 'pair', target: vip, transport: 'udp', pairs: 40, oneFailed: 7, bothFailed: 0 },
      { strategy: 'tcp', target: vip, transport: 'tcp', pairs: 30, oneFailed: 0, bothFailed: 0 },
      { strategy: 'endpoint', target: pod, transport: 'udp', pairs: 15, oneFailed: 0, bothFailed: 0 },
    ],
    counters: still(12_000, { conntrack: counted({ drop: 7, insertFailed: 7 }) }),
    verdict: {
      cause: 'conntrack-race',
      confidence: 0.97,
      rule: 'one-of-a-pair',
      facts: ['insert_failed rose by 7'],
      remedies: [{ change: 'options single-request-reopen' }],
    },
    ...given,
  };
}
