/** Variants of faults that no scenario uses: each has its effect on the real C library, and counts it. */

import { describe, expect, it } from 'vitest';
import type { Transport } from '../../../src/domain/outcome.ts';
import { canStand } from '../can-stand.ts';
import { standUp } from '../lab.ts';
import { impatientLookups, type Seen, UNRATIONED } from '../probe/impatient.ts';
import { type Topology, topology } from '../topology.ts';
import { endpointDown } from './endpoint-down.ts';
import type { Fault, Truth } from './fault.ts';
import { nodeLocalDown } from './node-local-down.ts';
import { serverError } from './server-error.ts';

interface Variant {
  readonly title: string;
  readonly fault: Fault;
  readonly topology?: Partial<Topology>;
  readonly transport?: Transport;
  readonly shows: (found: Seen, truth: Truth) => void;
}

const TEN_FINE = { lookups: 10, slow: 0, failed: 0 };
const NODE_LOCAL = { nodeLocal: 'first-nameserver' } as const;

const VARIANTS: readonly Variant[] = [
  {
    title: 'a node-local cache that is silent, over UDP',
    fault: nodeLocalDown({ how: 'silent' }),
    topology: NODE_LOCAL,
    shows(found, truth) {
      expect(found).toEqual({ lookups: 10, slow: 10, failed: 10 });
      expect(truth).toEqual({ queries: 40, segments: 0 });
    },
  },
  {
    title: 'a node-local cache that is silent, over TCP',
    fault: nodeLocalDown({ how: 'silent' }),
    topology: NODE_LOCAL,
    transport: 'tcp',
    shows(found, { queries, segments }) {
      expect(found).toEqual({ lookups: 10, slow: 10, failed: 10 });
      expect(queries).toBe(0);
      expect(segments).toBeGreaterThanOrEqual(20);
    },
  },
  {
    title: 'a DNS pod whose server is gone and whose kernel sends ICMP errors',
    fault: endpointDown({ how: 'refused' }),
    topology: { dnsPods: ['dnsmasq'] },
    shows(found, { queries, segments }) {
      expect(found).toEqual({ lookups: 10, slow: 0, failed: 10 });
      expect(queries).toBeGreaterThanOrEqual(20);
      expect(segments).toBe(0);
    },
  },
  {
    title: 'DNS pods that refuse',
    fault: serverError({ rcode: 'REFUSED' }),
    shows(found, truth) {
      expect(found).toEqual({ lookups: 10, slow: 0, failed: 10 });
      expect(truth).toEqual({ errors: 40 });
    },
  },
];

describe('what no scenario shows', () => {
  it.for(VARIANTS)('is felt and counted: $title', async (variant, ctx) => {
    const plan = topology(variant.topology);
    await canStand(ctx, plan);
    await using lab = await standUp(plan);
    for (const { namespace } of lab.dns) await namespace.sysctl(UNRATIONED);
    const ask = await impatientLookups(lab);
    expect(await ask(variant.transport ?? 'udp')).toEqual(TEN_FINE);
    const fault = await lab.inject(variant.fault);
    variant.shows(await ask(variant.transport ?? 'udp'), await fault.truth());
    await fault.stop();
    expect(await ask(variant.transport ?? 'udp')).toEqual(TEN_FINE);
  });
});
