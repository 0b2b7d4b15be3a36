import { describe, expect, it } from 'vitest';
import { howFound, nodeLocalArms, outsideService, pathsOf, works } from '../../../src/compare/view/paths.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, NODE_LOCAL } from '../../diagnosis/evidences.ts';

describe('the four ways to a DNS pod', () => {
  it('are distinguished by target and transport; the standing socket and the cache are none of them', () => {
    const [pod = ''] = ENDPOINTS;
    const cache = {
      ...dead('node-local', 5, 5),
      target: { kind: 'node-local' as const, address: NODE_LOCAL },
    };
    const sight = viewOf(
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
    expect(pathsOf(sight)).toEqual({
      vipUdp: { failures: 8, trials: 40 },
      vipTcp: { failures: 4, trials: 20 },
      directUdp: { failures: 8, trials: 20 },
      directTcp: { failures: 10, trials: 20 },
    });
    expect(nodeLocalArms(sight)).toEqual([cache]);
    expect(nodeLocalArms(viewOf(evidence([arm('pair', 5)])))).toEqual([]);
  });

  it('work if most of what is sent comes back, and never by a single query', () => {
    expect(works({ failures: 3, trials: 10 })).toBe(true);
    expect(works({ failures: 4, trials: 10 })).toBe(false);
    expect(works({ failures: 0, trials: 1 })).toBe(false);
  });
});

describe('the first nameserver, if no Service can have its address', () => {
  const outside = (address: string, apiAddresses: readonly string[]) => {
    const made = evidence([], { arms: [arm('pair', 20, { target: { kind: 'vip', address } })] });
    return outsideService(viewOf({ ...made, names: { ...made.names, apiAddresses } }));
  };

  it('is one outside the range of Services where that is known, and else one outside the usual ranges', () => {
    expect(outside('192.0.2.53', [])).toBe('192.0.2.53');
    expect(outside('10.0.0.2', [])).toBeUndefined();
    expect(outside('10.0.0.2', ['10.96.0.1'])).toBe('10.0.0.2');
    expect(outside('192.0.2.53', ['192.0.2.1'])).toBeUndefined();
  });
});

it('a node-local cache is found by a link-local address, or by one of the node', () => {
  expect(['169.254.20.10', 'fe80::a'].map((address) => howFound(address).includes('is link-local'))).toEqual([
    true,
    true,
  ]);
  expect(howFound('fd00::a')).toContain('an address of this node');
});
