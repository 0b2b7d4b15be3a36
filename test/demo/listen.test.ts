import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { bindElsewhere, listen } from '../../src/demo/listen.ts';

describe('listen', () => {
  it('has UDP and TCP on the same port', async () => {
    const { server, udp, tcp } = await listen('127.0.0.1', 0);
    expect(server.port).toBeGreaterThan(0);
    expect(udp.address().port).toBe(server.port);
    expect(tcp.address()).toMatchObject({ port: server.port });
    udp.close();
    tcp.close();
  });

  it('says in one line which port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const taken = holder.address();
    const port = typeof taken === 'object' ? (taken?.port ?? 0) : 0;
    await expect(listen('127.0.0.1', port)).rejects.toMatchObject({
      code: 'listen',
      message: `cannot serve DNS on 127.0.0.1:${port}: EADDRINUSE`,
    });
    holder.close();
  });

  it('says in one line which address this machine does not have', async () => {
    await expect(listen('192.0.2.1', 0)).rejects.toMatchObject({
      code: 'listen',
      message: 'cannot serve DNS on 192.0.2.1:0: EADDRNOTAVAIL',
    });
  });
});

describe('bindElsewhere', () => {
  it('has another address, or at least another port', async () => {
    const { server, udp, tcp } = await listen('127.0.0.1', 0);
    const socket = await bindElsewhere(server);
    expect(`${socket.address().address}:${socket.address().port}`).not.toBe(`127.0.0.1:${server.port}`);
    for (const open of [udp, tcp, socket]) open.close();
  });
});
