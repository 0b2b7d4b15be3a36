import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { closedServer } from './closed-server.ts';

it('refuses datagrams and connections', async () => {
  const server = await closedServer();
  const udp = createSocket('udp4');
  udp.connect(server.port, server.address);
  await once(udp, 'connect');
  udp.send('x');
  const [icmp] = await once(udp, 'error');
  expect(icmp).toMatchObject({ code: 'ECONNREFUSED' });
  udp.close();
  const [refused] = await once(connect(server.port, server.address), 'error');
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
});
