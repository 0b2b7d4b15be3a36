import { describe, expect, it } from 'vitest';
import { familyOf, formatServer, sameServer } from '../../src/domain/server.ts';

const V4 = { address: '10.96.0.10', port: 53 };
const V6 = { address: 'fd00::a', port: 5353 };

describe('a server', () => {
  it('has the family of its address', () => {
    expect([V4, V6, { address: 'fe80::1%eth0' }].map(({ address }) => familyOf(address))).toEqual([4, 6, 6]);
  });

  it('is written with brackets where the address has colons', () => {
    expect([V4, V6].map(formatServer)).toEqual(['10.96.0.10:53', '[fd00::a]:5353']);
  });

  it('is the same by address and port together', () => {
    expect(sameServer(V4, { ...V4 })).toBe(true);
    expect(sameServer(V4, { ...V4, port: 54 })).toBe(false);
    expect(sameServer(V4, { ...V4, address: '10.96.0.11' })).toBe(false);
  });
});
