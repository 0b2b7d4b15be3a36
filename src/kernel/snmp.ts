/**
 * The formats of two files. `/proc/net/snmp` has two lines for each protocol, its names and its values (`snmp_seq_show`,
 * net/ipv4/proc.c). `/proc/net/snmp6` has a line for each counter (`snmp6_seq_show`, net/ipv6/proc.c).
 */

import { decimal, lines, words } from './parse.ts';

/** The counters of one protocol, by their names in the file. A counter is `undefined` if its name is not there, or its value is no number. */
export interface SnmpSection {
  readonly counter: (name: string) => number | undefined;
  /** Does anything follow it? A section at the end of the text may have been cut. Always true for `snmp`. */
  readonly closed: boolean;
}

/** A section of `snmp`: the protocol is `Udp`, `Ip` or `Tcp`. `undefined` if there is none, or if it has not one value for each name. */
export function snmpSection(text: string, protocol: string): SnmpSection | undefined {
  const [names, values] = lines(text)
    .map(words)
    .filter(([prefix]) => prefix === `${protocol}:`);
  if (names === undefined || names.length !== values?.length) return undefined;
  const columns = new Map(names.map((name, column) => [name, values[column]]));
  return { counter: (name) => decimal(columns.get(name)), closed: true };
}

/** A section of `snmp6`: the protocol is `Udp6` or `Ip6`. In the file it stands before each name; here the names are without it. */
export function snmp6Section(text: string, protocol: string): SnmpSection {
  const values = new Map<string, string | undefined>();
  let closed = false;
  for (const line of lines(text)) {
    const [name = '', value] = words(line);
    const ours = name.startsWith(protocol);
    if (ours) values.set(name.slice(protocol.length), value);
    closed = values.size > 0 && !ours;
  }
  return { counter: (name) => decimal(values.get(name)), closed };
}
