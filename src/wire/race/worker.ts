/**
 * The second of the two threads that send from one port at the same instant. It runs as a worker. The main thread orders it to
 * bind, send or close, and it reports what arrives, because threads can't share a socket. The only file that imports `parentPort`.
 */

import { parentPort } from 'node:worker_threads';
import { systemClock } from '../../platform/clock.ts';
import { errorCode } from '../../platform/failure.ts';
import type { Channel } from '../channel.ts';
import { udpChannel } from '../udp.ts';
import { meet } from './barrier.ts';
import type { ThreadEvent, ThreadOrder } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('race-thread runs as a worker only');
const tell = (event: ThreadEvent) => port.postMessage(event);
const lines = new Map<number, Promise<Channel>>();

port.on('message', (order: ThreadOrder) => {
  if (order.kind === 'bind') bind(order);
  else if (order.kind === 'fire') fire(order);
  else close(order.line);
});

function bind({ line, family, localPort, barrier }: Extract<ThreadOrder, { kind: 'bind' }>): void {
  // Each thread's clock counts from the thread's own start (Worker, `performance.timeOrigin`). So the barrier is the common zero.
  let gateMs: number | undefined;
  const open = udpChannel({
    family,
    sharedPort: localPort,
    leaving: () => {
      tell({ kind: 'at-gate', line });
      meet(barrier);
      gateMs = systemClock.now();
    },
  });
  const opening = open({
    message(bytes, from, atMs = systemClock.now()) {
      const sinceGateMs = gateMs === undefined ? undefined : atMs - gateMs;
      tell({ kind: 'message', line, bytes, from, sinceGateMs });
    },
    refused: (code) => tell({ kind: 'failed', line, code }),
  });
  lines.set(line, opening);
  opening.then(
    () => tell({ kind: 'bound', line }),
    (error) => tell({ kind: 'failed', line, code: errorCode(error) }),
  );
}

function fire({ line, bytes, server }: Extract<ThreadOrder, { kind: 'fire' }>): void {
  void lines
    .get(line)
    ?.then((open) => open.send(bytes, server, (code) => tell({ kind: 'not-sent', line, code })));
}

function close(line: number): void {
  lines.get(line)?.then(
    (open) => open.close(),
    () => undefined,
  );
  lines.delete(line);
}
