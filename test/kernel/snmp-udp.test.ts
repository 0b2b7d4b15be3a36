import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSnmp6Udp, parseSnmpUdp } from '../../src/kernel/snmp-udp.ts';
import { fixture } from './fixtures.ts';

const COUNTS = {
  inDatagrams: 48_211,
  noPorts: 17,
  inErrors: 9,
  rcvbufErrors: 6,
  sndbufErrors: 0,
  csumErrors: 3,
};

describe('the UDP counters', () => {
  it('of IPv4 are read by name, with or without the youngest column, and not those of UDP-Lite', () => {
    expect(parseSnmpUdp(fixture('linux-4.19/net/snmp'))).toEqual(COUNTS);
    expect(parseSnmpUdp(fixture('linux-6.18/net/snmp'))).toEqual({ ...COUNTS, memErrors: 1 });
  });

  it('of IPv6 are read from their lines, and not those of UDP-Lite', () => {
    const counts = {
      inDatagrams: 100,
      noPorts: 1,
      inErrors: 2,
      rcvbufErrors: 2,
      sndbufErrors: 0,
      csumErrors: 4,
    };
    expect(parseSnmp6Udp(fixture('linux-5.10/net/snmp6'))).toEqual(counts);
    expect(parseSnmp6Udp(fixture('linux-6.18/net/snmp6'))).toEqual({ ...counts, memErrors: 0 });
  });

  it('are refused when a line or a column is missing', () => {
    expect(parseSnmpUdp(fixture('broken/net/snmp'))).toBeUndefined();
    expect(parseSnmpUdp('Udp: InDatagrams\nUdp: 1\n')).toBeUndefined();
    expect(parseSnmpUdp(fixture('linux-4.19/net/snmp').replace('48211', '-1'))).toBeUndefined();
    expect(parseSnmp6Udp(fixture('broken/net/snmp6'))).toBeUndefined();
  });

  it('never make the parsers throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void [parseSnmpUdp(text), parseSnmp6Udp(text)]));
    fc.assert(fc.property(fc.string(), (text) => void parseSnmpUdp(`Udp: ${text}\nUdp: ${text}`)));
  });
});
