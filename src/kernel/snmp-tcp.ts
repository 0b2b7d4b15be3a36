/** The TCP counters of `/proc/net/snmp`; they count IPv4 and IPv6 together. */

import type { TcpCounts } from '../domain/node.ts';
import { snmpSection } from './snmp.ts';

export function parseSnmpTcp(text: string): TcpCounts | undefined {
  const csumErrors = snmpSection(text, 'Tcp')?.counter('InCsumErrors');
  return csumErrors === undefined ? undefined : { csumErrors };
}
