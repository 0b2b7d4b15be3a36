import { describe, expect, it } from 'vitest';
import { canBeService, familyOf, formatServer, sameServer } from '../../src/domain/server.ts';

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

it('canBeService knows which addresses a Service can have', () => {
  const can = [
    '10.96.0.10',
    '172.20.0.10',
    '192.168.4.10',
    '100.64.0.10',
    '34.118.224.10',
    'fd00::a',
    '2001:db8::a',
  ];
  expect(can.filter((address) => !canBeService(address))).toEqual([]);
  const cannot = ['8.8.8.8', '172.15.0.1', '192.169.0.1', '100.128.0.1', '34.118.240.1', '127.0.0.53', '::1'];
  expect(cannot.filter(canBeService)).toEqual([]);
});
