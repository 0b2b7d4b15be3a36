/** A process: a DNS server whose answers come at once and can't be used. `unusable-server HOW ADDRESS...` */

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { isUnusable, unusable } from './unusable.ts';

const [how = '', ...addresses] = process.argv.slice(2);
if (!isUnusable(how)) throw new Error('usage: unusable-server HOW ADDRESS...');
for (const address of addresses) {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (query, from) => socket.send(unusable(how, query), from.port, from.address));
  socket.bind(53, address);
  createServer((connection) => {
    connection.on('error', () => connection.destroy());
    let rest = Buffer.alloc(0);
    connection.on('data', (bytes) => {
      const [queries, left] = messages(Buffer.concat([rest, bytes]));
      rest = left;
      for (const query of queries) connection.write(framed(unusable(how, query)));
    });
  }).listen(53, address);
}

/** The whole messages in `bytes`, and what is left. One segment may hold several: each has its length before it (RFC 1035 section 4.2.2). */
function messages(bytes: Buffer): [whole: readonly Buffer[], left: Buffer<ArrayBuffer>] {
  const whole: Buffer[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && at + 2 + bytes.readUInt16BE(at) <= bytes.length) {
    const end = at + 2 + bytes.readUInt16BE(at);
    whole.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return [whole, Buffer.from(bytes.subarray(at))];
}

function framed(answer: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(answer.length);
  return Buffer.concat([length, answer]);
}
