import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSnmpTcp } from '../../src/kernel/snmp-tcp.ts';
import { fixture } from './fixtures.ts';

describe('the TCP counters', () => {
  it.each(['linux-4.19', 'linux-5.10', 'linux-6.18'])('of %s are read beside negative values', (kernel) => {
    expect(parseSnmpTcp(fixture(`${kernel}/net/snmp`))).toEqual({ csumErrors: 6 });
  });

  it('are refused when the column is missing', () => {
    expect(parseSnmpTcp('Tcp: InSegs InErrs\nTcp: 5 0\n')).toBeUndefined();
    expect(parseSnmpTcp('Tcp: InCsumErrors\n')).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void parseSnmpTcp(`Tcp: ${text}\nTcp: ${text}\n`)));
  });
});
