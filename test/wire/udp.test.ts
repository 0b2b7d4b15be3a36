import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { bindUdp } from '../../src/demo/listen.ts';
import type { Server } from '../../src/domain/server.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Channel } from '../../src/wire/channel.ts';
import { literal, udpChannel } from '../../src/wire/udp.ts';
import { requirement } from '../support/machine/requirement.ts';
import { hasIpv6, NO_IPV6 } from '../support/wire/scripted-server.ts';

const closing: { close(): void }[] = [];
afterEach(() => {
  for (const open of closing.splice(0)) open.close();
});

async function peerAt(address: string): Promise<{ peer: Socket; server: Server }> {
  const peer = await bindUdp({ address, port: 0 });
  closing.push(peer);
  return { peer, server: { address, port: peer.address().port } };
}

async function lineTo(options: Parameters<typeof udpChannel>[0]) {
  const heard: { text: string; from: Server }[] = [];
  const refused: string[] = [];
  const line: Channel = await udpChannel(options)({
    message: (bytes, from) => heard.push({ text: Buffer.from(bytes).toString(), from }),
    refused: (code) => refused.push(code),
  });
  closing.push(line);
  return { line, heard, refused };
}

const never = (code: string) => {
  throw new Error(`the datagram did not leave: ${code}`);
};

async function greet(line: Channel, peer: Socket, server: Server) {
  line.send(Buffer.from('hello'), server, never);
  const [, from] = await once(peer, 'message');
  await new Promise((resolve) => peer.send('well', from.port, from.address, resolve));
  return from.port;
}

describe('udpLine', () => {
  it.each([true, false])(
    'sends from its own port and hears who answers (connected: %s)',
    async (connected) => {
      const { peer, server } = await peerAt('127.0.0.1');
      const { line, heard } = await lineTo({ family: 4, ...(connected && { connectTo: server }) });
      expect(await greet(line, peer, server)).toBe(line.localPort);
      await expect.poll(() => heard).toEqual([{ text: 'well', from: server }]);
    },
  );

  it('names the server that it is connected to as it was named, also where it answers from another address', async () => {
    const { peer, server } = await peerAt('127.0.0.1');
    const anywhere = { ...server, address: '0.0.0.0' };
    const { line, heard } = await lineTo({ family: 4, connectTo: anywhere });
    await greet(line, peer, anywhere);
    await expect.poll(() => heard).toEqual([{ text: 'well', from: anywhere }]);
  });

  it('names IPv4 peers of an IPv6 socket by their IPv4 addresses', async (ctx) => {
    requirement(ctx, hasIpv6(), NO_IPV6);
    const { peer, server } = await peerAt('127.0.0.1');
    const { line, heard } = await lineTo({ family: 6 });
    await greet(line, peer, server);
    await expect.poll(() => heard).toEqual([{ text: 'well', from: server }]);
  });

  it('dates every datagram that waits before it hands on the first', async () => {
    const { peer, server } = await peerAt('127.0.0.1');
    const order: string[] = [];
    let nowMs = 0;
    const clock = {
      ...systemClock,
      now() {
        order.push('dated');
        nowMs += 1;
        return nowMs;
      },
    };
    const line = await udpChannel({ family: 4, connectTo: server })(
      {
        message: (bytes, _from, arrival) =>
          order.push(`${Buffer.from(bytes).toString()} of ${arrival?.readMs}`),
        refused: never,
      },
      clock,
    );
    closing.push(line);
    // Both leave in one turn of the loop, so both wait in the socket when it is read.
    for (const text of ['one', 'two']) peer.send(text, line.localPort, '127.0.0.1');
    await expect.poll(() => order.length).toBe(4);
    expect(order).toEqual(['dated', 'dated', 'one of 1', 'two of 2']);
  });

  it('connected to itself, hears what it sends and nothing else', async () => {
    const { peer } = await peerAt('127.0.0.1');
    const { line, heard } = await lineTo({ family: 4, toItself: true });
    await new Promise((resolve) => peer.send('not yours', line.localPort, '127.0.0.1', resolve));
    line.send(Buffer.from('one'), { address: '127.0.0.1', port: line.localPort }, never);
    await expect.poll(() => heard.map(({ text }) => text)).toEqual(['one']);
  });

  it('takes a fresh port each time', async () => {
    const { server } = await peerAt('127.0.0.1');
    const ports = new Set<number>();
    for (let n = 0; n < 20; n += 1)
      ports.add((await lineTo({ family: 4, connectTo: server })).line.localPort);
    expect(ports.size).toBe(20);
  });

  it('tells each send that ICMP refused, though the kernel hands the error to the next send', async () => {
    const { peer, server } = await peerAt('127.0.0.1');
    const { line, refused } = await lineTo({ family: 4, connectTo: server });
    closing.splice(closing.indexOf(peer), 1);
    await new Promise<void>((resolve) => peer.close(resolve));
    line.send(Buffer.from('one'), server, never);
    line.send(Buffer.from('two'), server, never);
    await expect.poll(() => refused[0]).toBe('ECONNREFUSED');
  });

  it('rejects when the socket cannot be connected', async () => {
    const nowhere = { address: 'fe80::1%no-such-if', port: 53 };
    await expect(lineTo({ family: 6, connectTo: nowhere })).rejects.toMatchObject({
      code: expect.stringMatching(/^E[A-Z]+$/),
    });
  });

  it('closes twice without complaint', async () => {
    const { line } = await lineTo({ family: 4 });
    line.close();
    expect(() => line.close()).not.toThrow();
  });
});

describe('literal', () => {
  it('calls back at once, without a resolver', () => {
    const calls: unknown[][] = [];
    literal('192.0.2.1', {}, (...args) => calls.push(args));
    literal('2001:db8::1', {}, (...args) => calls.push(args));
    expect(calls).toEqual([
      [null, '192.0.2.1', 4],
      [null, '2001:db8::1', 6],
    ]);
  });
});
