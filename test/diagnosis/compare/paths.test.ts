import { describe, expect, it } from 'vitest';
import { nodeLocalArms, ways, works } from '../../../src/diagnosis/compare/paths.ts';
import { look } from '../../../src/diagnosis/compare/view.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, NODE_LOCAL } from '../evidences.ts';

describe('the four ways to a DNS pod', () => {
  it('are told apart by target and transport; the standing socket and the cache are none of them', () => {
    const [pod = ''] = ENDPOINTS;
    const cache = {
      ...dead('node-local', 5, 5),
      target: { kind: 'node-local' as const, address: NODE_LOCAL },
    };
    const sight = look(
      evidence([], {
        arms: [
          dead('pair', 10, 3),
          dead('reopen', 10, 1),
          dead('sticky', 10, 10),
          dead('tcp', 10, 2),
          endpointArm(pod, dead('endpoint', 10, 4)),
          endpointArm(pod, dead('endpoint', 10, 5, { transport: 'tcp' })),
          cache,
        ],
      }),
    );
    // Two queries a pair.
    expect(ways(sight)).toEqual({
      vipUdp: { hits: 8, of: 40 },
      vipTcp: { hits: 4, of: 20 },
      directUdp: { hits: 8, of: 20 },
      directTcp: { hits: 10, of: 20 },
    });
    expect(nodeLocalArms(sight)).toEqual([cache]);
    expect(nodeLocalArms(look(evidence([arm('pair', 5)])))).toEqual([]);
  });

  it('work if most of what is sent comes back, and never by a single query', () => {
    expect(works({ hits: 3, of: 10 })).toBe(true);
    expect(works({ hits: 4, of: 10 })).toBe(false);
    expect(works({ hits: 0, of: 1 })).toBe(false);
  });
});
