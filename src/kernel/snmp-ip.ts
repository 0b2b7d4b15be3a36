/** The IP counters of `/proc/net/snmp` (IPv4) and `/proc/net/snmp6` (IPv6). Every kernel has all of these. */

import type { IpCounts } from '../domain/node.ts';
import { type SnmpSection, snmp6Section, snmpSection } from './snmp.ts';

export function parseSnmpIp(text: string): IpCounts | undefined {
  const section = snmpSection(text, 'Ip');
  return section && ipCounts(section);
}

export function parseSnmp6Ip(text: string): IpCounts | undefined {
  return ipCounts(snmp6Section(text, 'Ip6'));
}

function ipCounts({ counter }: SnmpSection): IpCounts | undefined {
  const reassemblyFailures = counter('ReasmFails');
  const reassemblyTimeouts = counter('ReasmTimeout');
  const fragmentationFailures = counter('FragFails');
  const inDiscards = counter('InDiscards');
  const outNoRoutes = counter('OutNoRoutes');
  if (reassemblyFailures === undefined || reassemblyTimeouts === undefined) return undefined;
  if (fragmentationFailures === undefined || inDiscards === undefined || outNoRoutes === undefined)
    return undefined;
  return { reassemblyFailures, reassemblyTimeouts, fragmentationFailures, inDiscards, outNoRoutes };
}
