/** The UDP counters of `/proc/net/snmp` (IPv4, two lines of names and values) and `/proc/net/snmp6` (a line each). */

import type { UdpCounts } from '../domain/node.ts';
import { decimal, lines, words } from './parse.ts';

export function parseSnmpUdp(text: string): UdpCounts | undefined {
  const [names, values] = lines(text)
    .map(words)
    .filter(([prefix]) => prefix === 'Udp:');
  if (names === undefined || names.length !== values?.length) return undefined;
  return udpCounts(new Map(names.map((name, column) => [name, values[column]])));
}

export function parseSnmp6Udp(text: string): UdpCounts | undefined {
  const values = new Map<string, string | undefined>();
  for (const line of lines(text)) {
    const [name = '', value] = words(line);
    if (name.startsWith('Udp6')) values.set(name.slice('Udp6'.length), value);
  }
  return udpCounts(values);
}

function udpCounts(values: ReadonlyMap<string, string | undefined>): UdpCounts | undefined {
  const inDatagrams = decimal(values.get('InDatagrams'));
  const noPorts = decimal(values.get('NoPorts'));
  const inErrors = decimal(values.get('InErrors'));
  const rcvbufErrors = decimal(values.get('RcvbufErrors'));
  if (inDatagrams === undefined || noPorts === undefined) return undefined;
  if (inErrors === undefined || rcvbufErrors === undefined) return undefined;
  return { inDatagrams, noPorts, inErrors, rcvbufErrors };
}
