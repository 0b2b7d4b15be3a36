import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, mappedAddress, samePlace } from '../../src/platform/address.ts';

describe('canonicalAddress', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['FD00:0010::0a', 'fd00:10::a'],
    ['fe80:0::1%eth0', 'fe80::1%eth0'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['::', '::'],
    ['no address', 'no address'],
    ['', ''],
  ])('of %s is %s', (address, canonical) => {
    expect(canonicalAddress(address)).toBe(canonical);
  });

  it('stays as it is when taken twice, for any address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV6(), fc.ipV4()), (address) => {
        const canonical = canonicalAddress(address);
        expect(canonicalAddress(canonical)).toBe(canonical);
      }),
    );
  });
});

describe('mappedAddress', () => {
  it('maps IPv4 only, and back', () => {
    expect([mappedAddress('192.0.2.1'), mappedAddress('::1')]).toEqual(['::ffff:192.0.2.1', '::1']);
    expect(canonicalAddress(mappedAddress('192.0.2.1'))).toBe('192.0.2.1');
  });
});

describe('samePlace', () => {
  it('compares address and port, however the address is written', () => {
    const asked = { address: 'FD00:0::00A', port: 53 };
    expect(samePlace(asked, { address: 'fd00::a', port: 53 })).toBe(true);
    expect(samePlace(asked, { address: 'fd00::a', port: 54 })).toBe(false);
    expect(samePlace(asked, { address: 'fd00::b', port: 53 })).toBe(false);
    expect(samePlace({ address: 'fe80::1%eth0', port: 53 }, { address: 'fe80::1%eth1', port: 53 })).toBe(
      false,
    );
  });
});
