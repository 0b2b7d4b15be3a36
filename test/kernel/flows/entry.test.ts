import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEntry } from '../../../src/kernel/flows/entry.ts';
import { OTHER_LINES, POD, TCP_LINES, UDP_LINES, UDP6_LINE, VIP } from './entries.ts';

const FLOW = {
  protocol: 'udp',
  client: { address: '10.244.0.5', port: 40_001 },
  destination: { address: VIP, port: 53 },
  backend: { address: POD, port: 53 },
};

describe('an entry of the conntrack table', () => {
  it.each(Object.entries(UDP_LINES))('of a UDP flow %s is read', (_, line) => {
    expect(parseEntry(line)).toEqual({ ...FLOW, replied: !line.includes('[UNREPLIED]') });
  });

  it.each(Object.entries(TCP_LINES))('of a TCP flow %s is read', (_, line) => {
    expect(parseEntry(line)).toEqual({ ...FLOW, protocol: 'tcp', replied: !line.includes('[UNREPLIED]') });
  });

  it('of IPv6 keeps the addresses as the kernel prints them', () => {
    expect(parseEntry(UDP6_LINE)).toMatchObject({
      destination: { address: 'fd00:0096:0000:0000:0000:0000:0000:000a', port: 53 },
      replied: false,
    });
  });

  it('of another protocol is none', () => {
    for (const line of OTHER_LINES.slice(0, 3)) expect(parseEntry(line)).toBeUndefined();
  });

  it('cut anywhere, at its end or its start, is none', () => {
    for (const line of [...Object.values(UDP_LINES), ...Object.values(TCP_LINES), UDP6_LINE])
      for (let at = 1; at < line.length; at += 1) {
        const ended = parseEntry(line.slice(0, at));
        if (!/use=\d+ *$/.test(line.slice(0, at))) expect(ended).toBeUndefined();
        expect(parseEntry(line.slice(at))).toBeUndefined();
      }
  });

  it('with addresses or ports that are none is none', () => {
    const line = UDP_LINES['that was replied to'];
    expect(parseEntry(line.replace(VIP, '10.96.0.300'))).toBeUndefined();
    expect(parseEntry(line.replace(VIP, 'fd00::1'))).toBeUndefined();
    expect(parseEntry(line.replace('sport=40001', 'sport=70000'))).toBeUndefined();
  });

  it('of hostile text does not throw, and takes no long time', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseEntry(text)));
    const long = `ipv4     2 udp      17 29 ${'src=1 dst=2 sport=3 dport=4 use=1 '.repeat(5000)}`;
    expect(parseEntry(long)).toBeUndefined();
  });
});
