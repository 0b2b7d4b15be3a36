/** The effect of each scenario on the real C library, and the counters of the truth that go with it. */

import { expect } from 'vitest';
import type { Seen } from './probe/impatient.ts';
import type { ScenarioName } from './scenarios.ts';

type Counted = (counter: string) => number;

/** The results of 40 lookups or more, each by a new process, and the counters after them. */
export const EFFECTS: Partial<Record<ScenarioName, (seen: Seen, truth: Counted) => void>> = {
  healthy(seen, truth) {
    expect(seen).toMatchObject({ slow: 0, failed: 0 });
    expect(truth('insertFailed') + truth('drop')).toBe(0);
  },
  'snat-race': (seen, truth) => {
    expect(seen.slow).toBeGreaterThan(0);
    expect(seen.slow).toBeLessThanOrEqual(truth('lost'));
    expect(truth('insertFailed')).toBe(truth('lost'));
    expect(truth('drop')).toBe(truth('lost'));
  },
  'dnat-race': (seen, truth) => {
    expect(seen).toMatchObject({ slow: 0, failed: 0 });
    expect(truth('clashResolved')).toBeGreaterThan(0);
    expect(truth('drop')).toBe(0);
  },
  'dnat-race-legacy': (seen, truth) => {
    expect(seen.slow).toBeGreaterThan(0);
    expect(seen.slow).toBe(truth('lost'));
    expect(truth('insertFailed')).toBe(truth('lost'));
    expect(truth('drop')).toBe(truth('lost'));
  },
  'conntrack-full': (seen, truth) => {
    expect(seen.slow).toBe(seen.lookups);
    expect(truth('drop')).toBeGreaterThanOrEqual(4 * seen.lookups);
    expect(truth('insertFailed')).toBe(0);
  },
  'endpoint-down': (seen, truth) => {
    expect(seen.slow).toBeGreaterThan(0);
    expect(seen.slow).toBeLessThan(seen.lookups);
    expect(truth('queries')).toBe(4 * seen.slow);
  },
  'vip-unreachable': (seen, truth) => {
    expect(seen.failed).toBe(seen.lookups);
    expect(truth('queries')).toBe(4 * seen.lookups);
  },
  'no-endpoints': (seen, truth) => {
    expect(seen.failed).toBe(seen.lookups);
    // Linux limits ICMP errors (icmp(7)) to six at once for one peer; twenty lookups exceed that.
    expect(seen.slow).toBeGreaterThan(0);
    expect(truth('queries')).toBeGreaterThanOrEqual(seen.lookups);
  },
  'packet-loss': (seen, truth) => {
    expect(seen.slow).toBeGreaterThan(0);
    expect(seen.slow).toBeLessThanOrEqual(truth('queries') + truth('answers'));
  },
  'aaaa-broken': (seen, truth) => {
    expect(seen).toMatchObject({ slow: seen.lookups, failed: 0 });
    expect(truth('aaaa')).toBe(3 * seen.lookups);
  },
  'aaaa-servfail': (seen, truth) => {
    expect(seen).toMatchObject({ slow: 0, failed: 0 });
    expect(truth('aaaa')).toBe(seen.lookups);
  },
  'udp-blocked': (seen, truth) => {
    expect(seen.failed).toBe(seen.lookups);
    expect(truth('blocked')).toBe(4 * seen.lookups);
  },
  'tcp-blocked': (seen, truth) => {
    expect(seen).toMatchObject({ slow: seen.lookups, failed: seen.lookups });
    expect(truth('blocked')).toBeGreaterThanOrEqual(2 * seen.lookups);
  },
  'server-slow': (seen, truth) => {
    expect(seen.slow).toBe(seen.lookups);
    expect(truth('slow')).toBeGreaterThanOrEqual(2 * seen.lookups);
  },
  'upstream-slow': (seen, truth) => {
    // The first half begins when nothing is asked yet, and no answer takes less than a second. What comes later waits for
    // the same answer: a DNS pod asks its upstream once for all clients, once for A and once for AAAA.
    expect(seen.slow).toBeGreaterThanOrEqual(seen.lookups / 2);
    expect(truth('slow')).toBeGreaterThanOrEqual(2);
  },
  'server-error': (seen, truth) => {
    expect(seen).toMatchObject({ slow: 0, failed: seen.lookups });
    expect(truth('errors')).toBe(4 * seen.lookups);
  },
  'receive-buffer': (seen, truth) => {
    expect(seen.slow).toBeGreaterThan(0);
    expect(truth('overflowed')).toBeGreaterThan(0);
  },
  'search-amplification': (seen, truth) => {
    expect(seen).toMatchObject({ slow: seen.lookups, failed: 0 });
    expect(truth('queries')).toBe(2 * 10 * seen.lookups);
  },
  'agent-starved': (seen, truth) => {
    expect(seen).toMatchObject({ slow: 0, failed: 0 });
    expect(truth('throttled')).toBeGreaterThan(0);
  },
  background: (seen, truth) => {
    expect(seen.slow).toBeGreaterThan(0);
    // A lookup that lost a datagram took a second, so the other pod has sent about five by now.
    expect(truth('lost')).toBeGreaterThanOrEqual(3);
    // The kernel's counters are read a moment later.
    expect(truth('insertFailed')).toBeGreaterThanOrEqual(truth('lost'));
    expect(truth('insertFailed')).toBe(truth('drop'));
  },
};
/** Strengths for scenarios whose usual strength might not affect any of 40 lookups. */
export const STRONGER: Partial<Record<ScenarioName, number>> = {
  'snat-race': 30,
  'conntrack-full': 100,
  'packet-loss': 20,
  background: 20,
};
/** How the 40 lookups run: by default twenty at the same time. With a twentieth of a CPU, so many would delay each other. */
const TWO_AT_A_TIME = ['-n', '20', '-j', '2'] as const;
/** Whether the flood or the reader is quicker depends on the machine: on two CPUs about half of the lookups stall. So there are 200. */
const BY_CHANCE = ['-n', '10', '-j', '20'] as const;
export const manyOf = (name: ScenarioName): readonly string[] => {
  if (name === 'agent-starved') return TWO_AT_A_TIME;
  return name === 'receive-buffer' ? BY_CHANCE : ['-n', '2', '-j', '20'];
};
