import { describe, expect, it } from 'vitest';
import { allPodsLoseBehindCache } from '../../../src/compare/pods/lost-behind-cache.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import type { ArmTally, Target } from '../../../src/domain/evidence.ts';
import { FRESH } from '../../../src/domain/strategy.ts';
import type { FateCounts } from '../../../src/patterns/ask.ts';
import { arm, ENDPOINTS, endpointArm, evidence, lost, queries, VIP } from '../../diagnosis/evidences.ts';

const CACHE: Target = { kind: 'node-local', address: '169.254.20.10' };
const NOTHING: Partial<FateCounts> = {};
const SINGLE = { onlyA: 15, onlyAaaa: 16, both: 4 };
const slow = { a: queries(100, { slow: 80 }), aaaa: queries(100, { slow: 80 }) };

/** Both pods lose these, the second one fewer where `second` says so; over TCP they lose `overTcp`. */
function loses(
  direct: Partial<FateCounts>,
  { target = CACHE, own = slow, second = direct, overTcp = NOTHING } = {},
) {
  const byFirst = FRESH.map((strategy): ArmTally => arm(strategy, 100, { target, ...own }));
  const pods = ENDPOINTS.flatMap((address, index) => [
    endpointArm(address, lost(arm('endpoint', 100), index === 0 ? direct : second)),
    endpointArm(address, lost(arm('endpoint', 100, { transport: 'tcp' }), overTcp)),
  ]);
  return allPodsLoseBehindCache(viewOf({ ...evidence(), arms: [...byFirst, ...pods] }));
}

describe('the way to all DNS pods loses packets behind the cache', () => {
  it('if each loses single queries alike, TCP gets through, and the cache is slow', () => {
    expect(loses(SINGLE)).toBe(true);
    expect(loses(SINGLE, { second: { onlyA: 10, onlyAaaa: 12, both: 2 } })).toBe(true);
  });

  it('not if one pod loses little, if pairs or one of two are lost, or if TCP fails as well', () => {
    expect(loses(SINGLE, { second: { onlyA: 4, onlyAaaa: 4 } })).toBe(false);
    expect(loses({ both: 30 })).toBe(false);
    expect(loses({ onlyAaaa: 30 })).toBe(false);
    expect(loses(SINGLE, { overTcp: { both: 20 } })).toBe(false);
  });

  it('not if the cache is quick, or the VIP is asked first', () => {
    expect(loses(SINGLE, { own: { a: queries(100), aaaa: queries(100) } })).toBe(false);
    expect(loses(SINGLE, { target: { kind: 'vip', address: VIP } })).toBe(false);
  });
});
