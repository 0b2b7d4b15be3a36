/** TCP sends again what is lost: a loss delays it, and only several in a row fail it. */

import { lose, type Packet } from '../packet.ts';

/** RFC 6298: the first retransmission of a SYN is after a second, each next one after twice the time. */
const SYN_MS = 1000;
const MOST = 3;

/** Datagrams are lost; segments are sent again. `isLost` decides for each transmission. */
export function dropOrDelay(packet: Packet, isLost: (transmission: number) => boolean): void {
  if (packet.flow.transport === 'udp') {
    if (isLost(0)) lose(packet);
    return;
  }
  let lost = 0;
  while (lost < MOST && isLost(lost)) lost += 1;
  if (lost === MOST) {
    lose(packet);
    return;
  }
  packet.rttMs += SYN_MS * (2 ** lost - 1);
  packet.connectMs += SYN_MS * (2 ** lost - 1);
}
