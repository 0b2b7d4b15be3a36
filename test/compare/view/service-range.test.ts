import { describe, expect, it } from 'vitest';
import { isInServiceRange, mayBeNoService } from '../../../src/compare/view/service-range.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { arm, evidence } from '../../diagnosis/evidences.ts';

/** The first nameserver is `nameserver`, and the Service of the API has these addresses. */
function viewWith(apiAddresses: readonly string[], nameserver: string) {
  const made = evidence();
  const target = { kind: 'vip' as const, address: nameserver };
  return viewOf({ ...made, arms: [arm('pair', 20, { target })], names: { ...made.names, apiAddresses } });
}

const VIP6 = 'fd00:10:96::a';
const CACHE6 = 'fd00:169:254:20::10';

describe('the range of Services', () => {
  const isIn = (api: readonly string[], address: string) => isInServiceRange(viewWith(api, address), address);

  it('is that of the API: addresses share 12 bits over IPv4, and 64 over IPv6', () => {
    expect(isIn(['10.96.0.1'], '10.96.0.10')).toBe(true);
    expect(isIn(['10.96.0.1'], '10.111.255.254')).toBe(true);
    expect(isIn(['10.96.0.1'], '10.112.0.10')).toBe(false);
    expect(isIn(['fd00:10:96::1'], VIP6)).toBe(true);
    expect(isIn(['fd00:10:96::1'], CACHE6)).toBe(false);
    expect(isIn(['fd00:10:96::1'], 'fe80::1%eth0')).toBe(false);
  });

  it('is not known without an address of the same family, with several of them, or for what is no address', () => {
    expect(isIn([], VIP6)).toBeUndefined();
    expect(isIn(['10.96.0.1'], VIP6)).toBeUndefined();
    expect(isIn(['10.96.0.1', '10.96.0.2'], '10.96.0.10')).toBeUndefined();
    expect(isIn(['10.96.0.1'], 'localhost')).toBeUndefined();
    expect(isInServiceRange(viewOf(evidence()), '10.96.0.10')).toBeUndefined();
  });
});

describe('a first nameserver', () => {
  const mayBe = (api: readonly string[], address: string) => mayBeNoService(viewWith(api, address));

  it('may be no Service outside the range, or over IPv6 where the range is not known', () => {
    expect([mayBe(['10.96.0.1'], '10.0.0.2'), mayBe(['fd00:10:96::1'], CACHE6)]).toEqual([true, true]);
    expect([mayBe([], CACHE6), mayBe(['10.96.0.1'], VIP6)]).toEqual([true, true]);
    expect([mayBe([], '10.0.0.2'), mayBe(['fd00:10:96::1'], VIP6)]).toEqual([false, false]);
  });

  it('that was not asked is nothing', () => {
    expect(mayBeNoService(viewOf({ ...evidence(), arms: [] }))).toBe(false);
  });
});
