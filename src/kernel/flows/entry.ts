/**
 * One line of `/proc/net/nf_conntrack` (`ct_seq_show`, net/netfilter/nf_conntrack_standalone.c):
 *
 *     ipv4     2 udp      17 29 src=10.0.0.5 dst=10.96.0.10 sport=40000 dport=53 [UNREPLIED]
 *       src=10.0.0.9 dst=10.0.0.5 sport=53 dport=40000 mark=0 zone=0 use=2
 *
 * The first tuple is the original direction, the second that of the reply. Between them there may be `zone-orig=` and, with
 * accounting, `packets=` and `bytes=`. An offloaded flow has no timeout, and that of a late timer may be negative up to Linux 4.8. TCP has its
 * state before the tuples.
 */

import { isIP } from 'node:net';
import type { Flow } from '../../domain/flow.ts';
import type { Server } from '../../domain/server.ts';

const TUPLE = String.raw`src=(\S+) dst=(\S+) sport=(\d{1,5}) dport=(\d{1,5}) `;
const ENTRY = new RegExp(
  String.raw`^ipv([46]) +\d+ (udp|tcp) +\d+ (?:-?\d{1,10} )?(?:[A-Z_0-9]+ )?${TUPLE}` +
    String.raw`(?:zone-orig=\d+ )?(?:packets=\d+ bytes=\d+ )?(\[UNREPLIED\] )?${TUPLE}`,
);
/** The last field of every line: without it the line was cut. */
const LAST_FIELD = /\buse=\d+ *$/;
const HIGHEST_PORT = 65_535;

/**
 * The flow of one line. Its addresses are as the kernel prints them: those of IPv6 in full (`%pI6`).
 * `undefined` for another protocol, and for a line that is cut or in another format. One regular expression reads all fields,
 * because a table may have hundreds of thousands of entries, and a second one would double the time.
 */
export function parseEntry(line: string): Flow | undefined {
  const match = ENTRY.exec(line);
  if (match === null || !LAST_FIELD.test(line)) return undefined;
  const version = match[1] === '6' ? 6 : 4;
  const client = serverOf(match[3], match[5], version);
  const destination = serverOf(match[4], match[6], version);
  const backend = serverOf(match[8], match[10], version);
  if (client === undefined || destination === undefined || backend === undefined) return undefined;
  return {
    protocol: match[2] === 'tcp' ? 'tcp' : 'udp',
    client,
    destination,
    backend,
    replied: match[7] === undefined,
  };
}

function serverOf(address = '', portText: string | undefined, version: 4 | 6): Server | undefined {
  const port = Number(portText);
  return port <= HIGHEST_PORT && isIP(address) === version ? { address, port } : undefined;
}
