/**
 * One of the two threads that send from one port at the same instant. Runs as a worker: it is told to bind, to
 * fire, to close, and tells what arrives. node:dgram once more, since a socket can't cross threads.
 */

import { createSocket, type Socket } from 'node:dgram';
import { parentPort } from 'node:worker_threads';
import { familyOf } from '../domain/server.ts';
import type { ThreadEvent, ThreadOrder } from './race-orders.ts';

/** A thread whose peer never comes fires alone rather than spin for ever. */
const SPIN_LIMIT = 50_000_000;
const THREADS = 2;

const port = parentPort;
if (!port) throw new Error('race-thread runs as a worker only');
const tell = (event: ThreadEvent) => port.postMessage(event);
const sockets = new Map<number, Socket>();
/** Lines that were told to fire: only their sends meet at the gate. */
const firing = new Set<number>();

port.on('message', (order: ThreadOrder) => {
  if (order.kind === 'bind') bind(order);
  else if (order.kind === 'fire') fire(order);
  else close(order.line);
});

/** `reuseAddr` lets both threads have the same port; the kernel delivers answers to either, so both listen. */
function bind({ line, family, localPort, barrier }: Extract<ThreadOrder, { kind: 'bind' }>): void {
  const gate = new Int32Array(barrier);
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    reuseAddr: true,
    // The last thing that Node does before it sends is to look the address up, so the threads meet here. It does
    // so before it binds, too: a thread that waited there would wait for nobody, and open the gate too early.
    lookup: (host, _options, proceed) => {
      if (firing.has(line)) meet(gate);
      proceed(null, host, familyOf(host));
    },
  });
  sockets.set(line, socket);
  socket.on('error', (error) => tell({ kind: 'failed', line, code: codeOf(error) }));
  socket.on('message', (bytes, { address, port: from }) =>
    tell({ kind: 'message', line, bytes, from: { address, port: from } }),
  );
  socket.bind(localPort, () => tell({ kind: 'bound', line, localPort: socket.address().port }));
}

function fire({ line, bytes, server }: Extract<ThreadOrder, { kind: 'fire' }>): void {
  firing.add(line);
  sockets.get(line)?.send(bytes, server.port, server.address, (error) => {
    if (error) tell({ kind: 'failed', line, code: codeOf(error) });
  });
}

function close(line: number): void {
  sockets.get(line)?.close();
  sockets.delete(line);
  firing.delete(line);
}

/** Holds this thread until the other one has come too: by spinning, since waking a sleeper takes too long. */
function meet(gate: Int32Array): void {
  Atomics.add(gate, 0, 1);
  for (let spins = 0; spins < SPIN_LIMIT && Atomics.load(gate, 0) < THREADS; spins += 1);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
