/** Mechanisms of the agent's own node: sends that the kernel refuses, full buffers. */

import { lose, type Packet } from '../packet.ts';
import type { Run } from '../run.ts';
import type { Fault } from '../world.ts';
import { dropOrDelay } from './retransmit.ts';

type Local = Extract<Fault, { kind: 'send-refused' | 'backlog' | 'receive-buffer' }>;

export function strikeLocally(run: Run, fault: Local, packet: Packet): void {
  switch (fault.kind) {
    case 'send-refused':
      if (packet.flow.transport === 'tcp' || !isHit(run, fault, packet)) return;
      packet.end = 'unsent';
      packet.code = fault.code;
      return;
    case 'backlog':
      dropOrDelay(packet, (transmission) => {
        const hit = isHit(run, fault, packet, transmission);
        if (hit) run.counts.add(packet.at, 'backlog');
        return hit;
      });
      return;
    case 'receive-buffer':
      if (packet.flow.transport === 'tcp' || !isHit(run, fault, packet)) return;
      run.counts.add(packet.at + packet.rttMs, 'ownBuffer');
      lose(packet);
      return;
  }
}

function isHit(run: Run, { salt, share }: Local, { id }: Packet, transmission = 0): boolean {
  return run.roll(salt + transmission, id) < share;
}
