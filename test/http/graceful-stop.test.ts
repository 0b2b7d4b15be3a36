import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { gracefulStop } from '../../src/http/graceful-stop.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

async function serving() {
  const clock = new FakeClock();
  const server = createServer();
  const stop = gracefulStop(server, clock);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { clock, server, stop, port };
}

it('a graceful stop waits for a request under way until the deadline, and cuts it then', async () => {
  const { clock, server, stop, port } = await serving();
  const socket = connect(port, '127.0.0.1');
  const ended = once(socket, 'close').then(() => 'closed');
  const asked = once(server, 'request');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await asked;
  const stopped = stop(5_000).then(() => 'stopped');
  await clock.advance(4_999);
  expect(clock.waiting).toBe(1);
  await clock.advance(1);
  expect(await Promise.all([ended, stopped])).toEqual(['closed', 'stopped']);
});

it('a graceful stop is the same end for all who ask, and leaves no timer behind', async () => {
  const { stop, clock } = await serving();
  expect(stop(5_000)).toBe(stop(1));
  await stop(1);
  expect(clock.waiting).toBe(0);
});
