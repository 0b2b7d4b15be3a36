import { describe, expect, it } from 'vitest';
import { cacheThatWaits } from '../../../src/compare/view/cache-that-waits.ts';
import type { ArmTally } from '../../../src/domain/evidence.ts';
import type { Strategy } from '../../../src/domain/strategy.ts';
import { arm, NODE_LOCAL, queries } from '../../diagnosis/evidences.ts';

const target = { kind: 'node-local' as const, address: NODE_LOCAL };

function asked(strategy: Strategy, pairs: number, slow: number, changes: Partial<ArmTally> = {}): ArmTally {
  const tally = queries(pairs, { slow });
  return arm(strategy, pairs, { target, a: tally, aaaa: tally, ...changes });
}

const SLOW = [asked('pair', 100, 60), asked('race', 100, 60)];

describe('a cache that waits', () => {
  it('is slow for equal queries, and quick over TCP, with an OPT record, or for random names', () => {
    for (const quick of [
      asked('tcp', 50, 0),
      asked('edns', 30, 0),
      asked('uncached', 30, 0, { scope: 'uncached' }),
    ])
      expect(cacheThatWaits([...SLOW, quick], 'node-local')).toMatchObject({
        kind: 'waits',
        arm: { strategy: quick.strategy },
        slow: { failures: 240, trials: 400 },
      });
  });

  it('is not seen where the other ways are as slow, too few, or go elsewhere', () => {
    expect(cacheThatWaits([...SLOW, asked('tcp', 50, 30)], 'node-local').kind).toBe('unknown');
    expect(cacheThatWaits([...SLOW, asked('uncached', 4, 0)], 'node-local').kind).toBe('unknown');
    const direct = arm('endpoint', 100, { transport: 'tcp', target: { kind: 'endpoint', address: 'x' } });
    expect(cacheThatWaits([...SLOW, direct], 'node-local').kind).toBe('unknown');
  });

  it('is no question where the first nameserver is the VIP', () => {
    expect(cacheThatWaits([...SLOW, asked('tcp', 50, 0)], 'vip').kind).toBe('unknown');
  });
});
