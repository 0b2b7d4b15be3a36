/** The reaction to a packet to a port without a listener: silence, a reset, or an ICMP error. */

import { lose, type Packet } from '../packet.ts';
import type { Run } from '../run.ts';
import type { Refusal } from '../world.ts';
import { Bucket } from './bucket.ts';
import { dropOrDelay } from './retransmit.ts';

/** Linux sends one ICMP error a second to each destination, six in a row (icmp(7), icmp_ratelimit; net/ipv4/inetpeer.c). */
const ICMP_PER_SECOND = 1;
const ICMP_BURST = 6;

/**
 * `who` names the one who refuses: each has a rate limit of its own. A host without a listener resets TCP, as often as it is asked.
 * A node answers TCP to a Service without endpoints by ICMP as well (`byIcmp`; REJECT of iptables).
 */
export function refuse(
  run: Run,
  packet: Packet,
  how: Refusal,
  who: string,
  { byIcmp = packet.flow.transport === 'udp' } = {},
): void {
  if (how === 'silent') {
    lose(packet);
    return;
  }
  const limit = run.remembered(`icmp ${who}`, () => new Bucket(ICMP_PER_SECOND, ICMP_BURST));
  // A SYN without an answer is sent again, after 1 s and 3 s.
  if (byIcmp) dropOrDelay(packet, (sent) => !limit.take(packet.at + 1000 * (2 ** sent - 1)));
  if (packet.end === 'lost') return;
  packet.end = 'refused';
  packet.code = 'ECONNREFUSED';
}
