import { describe, expect, it } from 'vitest';
import { parseEntry } from '../../../src/kernel/flows/entry.ts';
import { compileFilter, kernelForm } from '../../../src/kernel/flows/filter.ts';
import { OTHER_LINES, POD, TCP_LINE, UDP_LINES, UDP6_LINE, VIP } from './entries.ts';

const LINE = UDP_LINES['that was replied to'];

function passes(addresses: string[], ports: number[], line: string) {
  const { maybe, flowOf } = compileFilter({ addresses, ports });
  const entry = parseEntry(line);
  return maybe(line) && entry ? flowOf(entry) : undefined;
}

describe('the filter of flows', () => {
  it('takes those to the asked address, and those to the chosen pod', () => {
    for (const address of [VIP, POD])
      for (const line of [LINE, TCP_LINE]) expect(passes([address], [53], line)).toBeDefined();
    expect(passes(['10.96.0.11'], [53], LINE)).toBeUndefined();
    expect(passes([VIP], [5353, 1053], LINE)).toBeUndefined();
    expect(passes([VIP], [], LINE)).toBeUndefined();
    for (const line of OTHER_LINES) expect(passes([VIP, POD], [53], line)).toBeUndefined();
  });

  it('does not take an address and a port of different ends together', () => {
    expect(passes(['10.244.0.5'], [53], LINE)).toBeUndefined();
  });

  it('takes IPv6 addresses as conntrack(8) prints them', () => {
    const line =
      'ipv6     10 udp      17 29 src=fd00::5 dst=fd00:96::a sport=40001 dport=53 [UNREPLIED] ' +
      'src=fd00:244::7 dst=fd00::5 sport=53 dport=40001 mark=0 use=1';
    for (const address of ['FD00:0096:0:0:0:0:0:A', 'fd00:244::7'])
      expect(passes([address], [53], line)?.backend).toEqual({ address: 'fd00:244::7', port: 53 });
  });

  it('takes IPv6 addresses however they are written, and gives them in canonical form', () => {
    for (const address of ['fd00:96::a', 'FD00:0096:0:0:0:0:0:A', 'fd00:244::7'])
      expect(passes([address], [53], UDP6_LINE)).toMatchObject({
        client: { address: 'fd00::5' },
        destination: { address: 'fd00:96::a', port: 53 },
        backend: { address: 'fd00:244::7' },
      });
  });
});

describe("the kernel's form of an address", () => {
  it.each([
    ['10.96.0.10', '10.96.0.10'],
    ['::1', '0000:0000:0000:0000:0000:0000:0000:0001'],
    ['fe80::1%eth0', 'fe80:0000:0000:0000:0000:0000:0000:0001'],
    ['1:2:3:4:5:6:7:8', '0001:0002:0003:0004:0005:0006:0007:0008'],
    ['fd00::', 'fd00:0000:0000:0000:0000:0000:0000:0000'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
  ])('of %s is %s', (address, expected) => expect(kernelForm(address)).toBe(expected));
});
