import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSnmp6Ip, parseSnmpIp } from '../../src/kernel/snmp-ip.ts';
import { fixture } from './fixtures.ts';

describe('the IP counters', () => {
  it.each(['linux-4.19', 'linux-5.10', 'linux-6.18'])('of IPv4 in %s are read by name', (kernel) => {
    expect(parseSnmpIp(fixture(`${kernel}/net/snmp`))).toEqual({
      reassemblyFailures: 7,
      reassemblyTimeouts: 5,
      fragmentationFailures: 8,
      inDiscards: 2,
      outNoRoutes: 4,
    });
  });

  it.each(['linux-5.10', 'linux-6.18'])('of IPv6 in %s are read from their lines', (kernel) => {
    expect(parseSnmp6Ip(fixture(`${kernel}/net/snmp6`))).toEqual({
      reassemblyFailures: 6,
      reassemblyTimeouts: 5,
      fragmentationFailures: 2,
      inDiscards: 3,
      outNoRoutes: 14,
    });
  });

  it('are refused when a line or a column is missing', () => {
    expect(parseSnmpIp(fixture('broken/net/snmp'))).toBeUndefined();
    expect(parseSnmp6Ip(fixture('broken/net/snmp6'))).toBeUndefined();
    expect(parseSnmpIp(fixture('linux-6.18/net/snmp').replace('ReasmFails', 'Other'))).toBeUndefined();
  });

  it('never make the parsers throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void [parseSnmpIp(text), parseSnmp6Ip(text)]));
    fc.assert(fc.property(fc.string(), (text) => void parseSnmpIp(`Ip: ${text}\nIp: ${text}\n`)));
  });
});
