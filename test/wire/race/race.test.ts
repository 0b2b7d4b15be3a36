import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { always } from '../../../src/demo/script.ts';
import type { Server } from '../../../src/domain/server.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { ChannelEvents } from '../../../src/wire/channel.ts';
import { encodeQuery } from '../../../src/wire/packet.ts';
import { RaceThreads } from '../../../src/wire/race/race.ts';
import { serve } from '../../support/wire/scripted-server.ts';

const RACE_THREAD = new URL('../../support/wire/race-thread.mjs', import.meta.url);
const DEAF: ChannelEvents = { message: () => {}, refused: () => {} };
const workerOf = (source: string) =>
  new URL(
    `data:text/javascript,import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { ${source} });`,
  );

let threads: RaceThreads | undefined;
afterEach(() => threads?.stop());

describe('RaceThreads', () => {
  it('sends one datagram from each of two sockets on one port', async () => {
    const { server, received } = await serve(always({ kind: 'answer' }));
    threads = new RaceThreads(RACE_THREAD);
    const heard: Uint8Array[] = [];
    const line = await threads.line(4)({ ...DEAF, message: (bytes) => heard.push(bytes) });
    line.send(encodeQuery({ name: 'web.test', qtype: 'A' }, 1), server, () => {});
    expect(received).toEqual([]);
    line.send(encodeQuery({ name: 'web.test', qtype: 'AAAA' }, 2), server, () => {});
    await expect.poll(() => heard.length).toBe(2);
    expect(new Set(received.map(({ id }) => id))).toEqual(new Set([1, 2]));
    expect(received.map(({ from }) => from.port)).toEqual([line.localPort, line.localPort]);
    line.close();
    line.close();
  });

  it('dates both datagrams by the barrier, and both answers by one clock', async () => {
    const { server } = await serve(always({ kind: 'answer' }));
    threads = new RaceThreads(RACE_THREAD);
    const leftMs: number[] = [];
    const arrivedMs: (number | undefined)[] = [];
    const events = { ...DEAF, message: (_: Uint8Array, __: Server, atMs?: number) => arrivedMs.push(atMs) };
    const line = await threads.line(4)(events, systemClock);
    const fromMs = systemClock.now();
    for (const qtype of ['A', 'AAAA'] as const) {
      const bytes = encodeQuery({ name: 'web.test', qtype }, qtype.length);
      line.send(
        bytes,
        server,
        () => {},
        (atMs) => leftMs.push(atMs),
      );
    }
    await expect.poll(() => arrivedMs.length).toBe(2);
    const untilMs = systemClock.now();
    const [left = Number.NaN] = leftMs;
    expect(leftMs).toEqual([left, left]);
    expect(left).toBeGreaterThanOrEqual(fromMs);
    for (const atMs of arrivedMs) {
      expect(atMs).toBeGreaterThan(left);
      expect(atMs).toBeLessThanOrEqual(untilMs);
    }
    line.close();
  });

  it('reports for each datagram on its own that the kernel refused to send it', async () => {
    threads = new RaceThreads(RACE_THREAD);
    const refused: string[] = [];
    const notSent: string[] = [];
    const line = await threads.line(4)({ ...DEAF, refused: (code) => refused.push(code) });
    // Without SO_BROADCAST the kernel refuses this address with EACCES (ip(7)).
    const broadcast = { address: '255.255.255.255', port: 53 };
    line.send(encodeQuery({ name: 'web.test', qtype: 'A' }, 1), broadcast, (code) =>
      notSent.push(`A ${code}`),
    );
    line.send(encodeQuery({ name: 'web.test', qtype: 'AAAA' }, 2), broadcast, (code) =>
      notSent.push(`AAAA ${code}`),
    );
    await expect.poll(() => notSent.toSorted()).toEqual(['A EACCES', 'AAAA EACCES']);
    expect(refused).toEqual([]);
    line.close();
  });

  it('gives each line a port of its own, though all of them may share, and others too', async () => {
    const racing = new RaceThreads(RACE_THREAD);
    threads = racing;
    const neighbours = Array.from({ length: 400 }, () => createSocket({ type: 'udp4', reuseAddr: true }));
    await Promise.all(neighbours.map((socket) => new Promise<void>((bound) => socket.bind(0, bound))));
    const lines = await Promise.all(Array.from({ length: 400 }, () => racing.line(4)(DEAF)));
    const taken = new Set(neighbours.map((socket) => socket.address().port));
    const ports = lines.map(({ localPort }) => localPort);
    expect(new Set(ports).size).toBe(400);
    expect(ports.filter((port) => taken.has(port))).toEqual([]);
    for (const one of [...lines, ...neighbours]) one.close();
  });

  it.each([
    ['throws', 'throw new Error("broken")'],
    ['ends', 'process.exit(3)'],
  ])(
    'tells whoever waits for a thread that %s, and is dead from then on',
    { timeout: 10_000 },
    async (_, source) => {
      threads = new RaceThreads(workerOf(source));
      expect(threads.isAlive).toBe(true);
      await expect(threads.line(4)(DEAF)).rejects.toThrow();
      expect(threads.isAlive).toBe(false);
      await expect(threads.line(4)(DEAF)).rejects.toThrow();
    },
  );

  it('lets go of what is still being opened when it is stopped', async () => {
    threads = new RaceThreads(workerOf(''));
    const opening = threads.line(4)(DEAF);
    await Promise.all([expect(opening).rejects.toThrow('ended'), threads.stop()]);
  });
});
