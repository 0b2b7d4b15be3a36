/** What a sender gets from where nobody listens: silence, a reset, or an ICMP error. */

import { lose, type Packet } from '../packet.ts';
import type { Run } from '../run.ts';
import type { Refusal } from '../world.ts';
import { Bucket } from './bucket.ts';

/** Linux sends one ICMP error a second to each destination, six in a row (icmp(7), icmp_ratelimit; net/ipv4/inetpeer.c). */
const ICMP_PER_SECOND = 1;
const ICMP_BURST = 6;

/** `who` names the one who refuses: each has a rate limit of its own. */
export function refuse(run: Run, packet: Packet, how: Refusal, who: string): void {
  if (how === 'silent') {
    lose(packet);
    return;
  }
  const limit = run.remembered(`icmp ${who}`, () => new Bucket(ICMP_PER_SECOND, ICMP_BURST));
  if (packet.flow.transport === 'udp' && !limit.take(packet.at)) {
    lose(packet);
    return;
  }
  packet.end = 'refused';
  packet.code = 'ECONNREFUSED';
}
