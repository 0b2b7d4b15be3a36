/**
 * Sends one query from each of many ports, so that each is a flow of its own for the kernel. Prints how many were answered.
 *   SERVER FIRST_PORT COUNT
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { encodeQuery } from '../../../src/wire/packet.ts';

/** How many sockets are open at once. */
const AT_ONCE = 100;
const PATIENCE_MS = 2000;
const QUESTION = { name: 'kubernetes.default.svc.cluster.local.', qtype: 'A' } as const;

const [server = '', first = '', count = ''] = process.argv.slice(2);
const ports = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);
let answered = 0;
for (let from = 0; from < ports.length; from += AT_ONCE)
  await Promise.all(ports.slice(from, from + AT_ONCE).map(ask));
console.log(answered);

async function ask(port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(port);
  await once(socket, 'listening');
  const answer = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
  socket.send(encodeQuery(QUESTION, port), 53, server);
  const isAnswered = await answer.then(
    () => true,
    () => false,
  );
  if (isAnswered) answered += 1;
  socket.close();
}
