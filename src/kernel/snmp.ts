/**
 * The formats of `/proc/net/snmp` (for each protocol two lines, of names and of values; `snmp_seq_show`,
 * net/ipv4/proc.c) and of `/proc/net/snmp6` (a line for each counter; `snmp6_seq_show`, net/ipv6/proc.c).
 */

import { decimal, lines, words } from './parse.ts';

/** Counters of one protocol by their names in the file; `undefined` for a name that is not there, or no number. */
export interface SnmpSection {
  readonly counter: (name: string) => number | undefined;
  /** Is anything after it? A section at the end of the text may have been cut. Only of `snmp6`. */
  readonly closed: boolean;
}

/** Of `snmp`: the protocol is `Udp`, `Ip` or `Tcp`. Each name has a value, or the text is something else. */
export function snmpSection(text: string, protocol: string): SnmpSection | undefined {
  const [names, values] = lines(text)
    .map(words)
    .filter(([prefix]) => prefix === `${protocol}:`);
  if (names === undefined || names.length !== values?.length) return undefined;
  const columns = new Map(names.map((name, column) => [name, values[column]]));
  return { counter: (name) => decimal(columns.get(name)), closed: true };
}

/** Of `snmp6`: the protocol is `Udp6` or `Ip6`, the names are without it. */
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
