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
    connection.on('data', (frame) => {
      const answer = unusable(how, frame.subarray(2));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      connection.write(Buffer.concat([length, answer]));
    });
  }).listen(53, address);
}
