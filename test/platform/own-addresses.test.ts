/** The addresses of this process's network namespace. */

import { expect, it } from 'vitest';
import { ownAddresses, rememberedAddresses } from '../../src/platform/own-addresses.ts';

const address = (text: string, internal = false) => ({
  address: text,
  internal,
  netmask: '',
  mac: '',
  cidr: null,
  ...(text.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
});

it('the addresses are those of all interfaces but loopback, in canonical form', () => {
  const interfaces = {
    lo: [address('127.0.0.1', true)],
    eth0: [address('10.0.0.5'), address('fd00:0:0::5')],
  };
  expect(ownAddresses(interfaces)).toEqual(['10.0.0.5', 'fd00::5']);
});

it('the addresses of this machine can be read', () => {
  expect(ownAddresses()).not.toContain('127.0.0.1');
});

it('the addresses are remembered while they can not be read', () => {
  const reads = [['10.0.0.5'], undefined, ['10.0.0.6']];
  const addresses = rememberedAddresses(() => {
    const found = reads.shift();
    if (found === undefined) throw new Error('EMFILE');
    return found;
  });
  expect([addresses(), addresses(), addresses()]).toEqual([['10.0.0.5'], ['10.0.0.5'], ['10.0.0.6']]);
  const failing = rememberedAddresses(() => {
    throw new Error('EMFILE');
  });
  expect(failing()).toEqual([]);
});
