/** The UDP counters of `/proc/net/snmp` (IPv4) and `/proc/net/snmp6` (IPv6). */

import type { UdpCounts } from '../domain/node.ts';
import { type SnmpSection, snmp6Section, snmpSection } from './snmp.ts';

export function parseSnmpUdp(text: string): UdpCounts | undefined {
  const section = snmpSection(text, 'Udp');
  return section && udpCounts(section);
}

export function parseSnmp6Udp(text: string): UdpCounts | undefined {
  return udpCounts(snmp6Section(text, 'Udp6'));
}

/**
 * `SndbufErrors` and `InCsumErrors` are as old as Linux 3.10. `MemErrors` came with 5.11, as the last of its section:
 * where it is missing, another section must follow, or the text was cut before it.
 */
function udpCounts({ counter, closed }: SnmpSection): UdpCounts | undefined {
  const inDatagrams = counter('InDatagrams');
  const noPorts = counter('NoPorts');
  const inErrors = counter('InErrors');
  const rcvbufErrors = counter('RcvbufErrors');
  const sndbufErrors = counter('SndbufErrors');
  const csumErrors = counter('InCsumErrors');
  const memErrors = counter('MemErrors');
  if (inDatagrams === undefined || noPorts === undefined) return undefined;
  if (inErrors === undefined || rcvbufErrors === undefined) return undefined;
  if (sndbufErrors === undefined || csumErrors === undefined) return undefined;
  const counts = { inDatagrams, noPorts, inErrors, rcvbufErrors, sndbufErrors, csumErrors };
  if (memErrors !== undefined) return { ...counts, memErrors };
  return closed ? counts : undefined;
}
