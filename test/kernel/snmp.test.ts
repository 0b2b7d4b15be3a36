import { describe, expect, it } from 'vitest';
import { snmp6Section, snmpSection } from '../../src/kernel/snmp.ts';

describe('a section of snmp', () => {
  it('has each value by its name, and no other protocol', () => {
    const section = snmpSection('Udp: A B\nUdp: 1 -2\nUdpLite: A\nUdpLite: 9\n', 'Udp');
    expect(section?.counter('A')).toBe(1);
    expect(section?.counter('B')).toBeUndefined();
    expect(section?.counter('C')).toBeUndefined();
  });

  it('is refused when names and values do not match', () => {
    expect(snmpSection('Udp: A B\nUdp: 1\n', 'Udp')).toBeUndefined();
    expect(snmpSection('Udp: A\n', 'Udp')).toBeUndefined();
  });
});

describe('a section of snmp6', () => {
  it('has each value by its name without the protocol', () => {
    const section = snmp6Section('Ip6A \t5\nUdp6A \t1\nUdpLite6A \t9\n', 'Udp6');
    expect(section.counter('A')).toBe(1);
    expect(section.closed).toBe(true);
  });

  it('is not closed at the end of the text', () => {
    expect(snmp6Section('Ip6A \t5\nUdp6A \t1\n', 'Udp6').closed).toBe(false);
  });
});
