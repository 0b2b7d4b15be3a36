import { describe, expect, it } from 'vitest';
import { nameserverKind } from '../../src/probe/nameserver-kind.ts';

const HERE = {
  hostIps: ['192.168.1.5', 'fd00:0:0::5'],
  endpoints: [{ address: '10.244.0.5', port: 53 }],
};

describe('nameserverKind', () => {
  it.each([
    ['10.96.0.10', 'vip'],
    ['fd00:10:96::a', 'vip'],
    ['100.64.0.10', 'vip'],
    ['127.0.0.1', 'vip'],
    ['34.118.226.10', 'vip'],
    ['34.118.240.10', 'other'],
    ['169.254.20.10', 'node-local'],
    // Clouds answer there, outside of the node.
    ['169.254.169.254', 'other'],
    ['169.254.169.253', 'other'],
    ['fe80::1%eth0', 'node-local'],
    ['FEBF::1', 'node-local'],
    ['192.168.1.5', 'node-local'],
    ['fd00::5', 'node-local'],
    ['10.244.0.5', 'dns-pod'],
    ['8.8.8.8', 'other'],
    ['2001:4860:4860::8888', 'other'],
    ['169.255.0.1', 'other'],
    ['fec0::1', 'other'],
    ['', 'other'],
    ['no address', 'other'],
  ])('%s is %s', (address, kind) => {
    expect(nameserverKind(address, HERE)).toBe(kind);
  });

  it('counts the address of a cloud as node-local where the node has it', () => {
    const hostIps = ['169.254.169.254'];
    expect(nameserverKind('169.254.169.254', { ...HERE, hostIps })).toBe('node-local');
  });

  it('counts the configured cache as node-local, whatever its address', () => {
    const nodeLocal = { address: '10.96.0.10', port: 53 };
    expect(nameserverKind('10.96.0.10', { ...HERE, nodeLocal })).toBe('node-local');
    expect(nameserverKind('10.96.0.11', { ...HERE, nodeLocal })).toBe('vip');
  });
});
