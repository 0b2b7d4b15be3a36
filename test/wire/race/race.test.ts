import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { always } from '../../../src/demo/script.ts';
import type { Server } from '../../../src/domain/server.ts';
import { type Arrival, systemClock } from '../../../src/platform/clock.ts';
import type { ChannelEvents } from '../../../src/wire/channel.ts';
import { encodeQuery } from '../../../src/wire/packet.ts';
import { type Gate, PoolGate } from '../../../src/wire/race/gate.ts';
import { raceChannel } from '../../../src/wire/race/race.ts';
import { nodeArgv } from '../../lab/dns/program.ts';
import { openDescriptors } from '../../support/machine/open-descriptors.ts';
import { type HungPool, hangPool } from '../../support/wire/hung-pool.ts';
import { serve } from '../../support/wire/scripted-server.ts';

const DEAF: ChannelEvents = { message: () => {}, refused: () => {} };
/** A gate at which a thread of the pool is always met. On a busy machine, none may come to the real one in time. */
const MET: Gate = { ready: async () => true, meet: (queue) => queue() };
const query = (qtype: 'A' | 'AAAA') => encodeQuery({ name: 'web.test', qtype }, qtype.length);

describe('raceChannel', () => {
  // The first test: it counts the sockets of this process.
  it('keeps no socket open where the gate finds no descriptor left', async () => {
    const full: Gate = {
      ready: () => Promise.reject(Object.assign(new Error('too many open files'), { code: 'EMFILE' })),
      meet: () => undefined,
    };
    const sockets = () => process.getActiveResourcesInfo().filter((one) => one === 'UDPWrap').length;
    const nobody = { address: '127.0.0.1', port: 9 };
    await expect(raceChannel(nobody, full)(DEAF)).rejects.toMatchObject({ code: 'EMFILE' });
    await expect.poll(sockets).toBe(0);
  });

  it('sends one datagram from each of two threads, from one port', async () => {
    const { server, received } = await serve(always({ kind: 'answer' }));
    const heard: Uint8Array[] = [];
    const line = await raceChannel(server)({ ...DEAF, message: (bytes) => heard.push(bytes) });
    line.send(query('A'), server, () => {});
    expect(received).toEqual([]);
    line.send(query('AAAA'), server, () => {});
    await expect.poll(() => heard.length).toBe(2);
    expect(new Set(received.map(({ id }) => id))).toEqual(new Set([1, 4]));
    expect(received.map(({ from }) => from.port)).toEqual([line.localPort, line.localPort]);
    line.close();
    line.close();
  });

  it('dates both datagrams by the gate, and both answers when they arrive', async () => {
    const { server } = await serve(always({ kind: 'answer' }));
    const leftMs: number[] = [];
    const arrivedMs: (number | undefined)[] = [];
    const events = {
      ...DEAF,
      message: (_: Uint8Array, __: Server, arrival?: Arrival) => arrivedMs.push(arrival?.readMs),
    };
    const line = await raceChannel(server, MET)(events, systemClock);
    const fromMs = systemClock.now();
    for (const qtype of ['A', 'AAAA'] as const) {
      line.send(
        query(qtype),
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

  it('can not be opened to an address to which the kernel refuses to send', async () => {
    // Without SO_BROADCAST the kernel refuses this address with EACCES (ip(7)).
    const broadcast = { address: '255.255.255.255', port: 53 };
    await expect(raceChannel(broadcast)(DEAF)).rejects.toMatchObject({ code: 'EACCES' });
  });

  it('sends both though ICMP refused the first, and says nothing of that', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
    const server = { address: '127.0.0.1', port: socket.address().port };
    await new Promise<void>((closed) => socket.close(closed));
    const said: string[] = [];
    const line = await raceChannel(server)({ ...DEAF, refused: (code) => said.push(code) });
    for (const qtype of ['A', 'AAAA'] as const) line.send(query(qtype), server, (code) => said.push(code));
    await new Promise((resolve) => systemClock.after(100, () => resolve(undefined)));
    expect(said).toEqual([]);
    line.close();
  });

  it('sends both from this thread if the gate is not ready', async () => {
    const { server, received } = await serve(always({ kind: 'answer' }));
    let meetings = 0;
    const gate: Gate = { ready: async () => false, meet: (queue) => (++meetings > 0 ? queue() : undefined) };
    const line = await raceChannel(server, gate)(DEAF);
    for (const qtype of ['A', 'AAAA'] as const) line.send(query(qtype), server, () => {});
    await expect.poll(() => received.length).toBe(2);
    expect(meetings).toBe(0);
    line.close();
  });

  it('sends both from this thread where the pool hangs, with the times at which they left', async () => {
    const { server, received } = await serve(always({ kind: 'answer' }));
    const before = openDescriptors();
    const gate = new PoolGate();
    await using pool = hangPool();
    for (let turn = 1; turn <= 8; turn += 1) {
      const heard: Uint8Array[] = [];
      const sent: string[] = [];
      const line = await raceChannel(server, gate)({ ...DEAF, message: (bytes) => heard.push(bytes) });
      const fromMs = systemClock.now();
      for (const qtype of ['A', 'AAAA'] as const)
        line.send(
          query(qtype),
          server,
          (code) => sent.push(`${qtype} ${code}`),
          (atMs) => sent.push(`${qtype} ${atMs >= fromMs && atMs <= systemClock.now()}`),
        );
      expect(sent).toEqual(['A true', 'AAAA true']);
      await expect.poll(() => heard.length).toBe(2);
      expect(received.length).toBe(2 * turn);
      line.close();
    }
    await pool.release();
    await expect.poll(openDescriptors).toBe(before);
    expect(received.length).toBe(16);
  });

  it('says so if the pool sends late, and keeps its descriptor until then', async () => {
    const { server, received } = await serve(always({ kind: 'answer' }));
    const before = openDescriptors();
    const heard: Uint8Array[] = [];
    const failed: string[] = [];
    let pool: HungPool | undefined;
    const gate: Gate = {
      ready: async () => true,
      meet(queue) {
        pool = hangPool();
        return queue();
      },
    };
    const line = await raceChannel(server, gate)({ ...DEAF, message: (bytes) => heard.push(bytes) });
    for (const qtype of ['A', 'AAAA'] as const)
      line.send(query(qtype), server, (code) => failed.push(`${qtype} ${code}`));
    await expect.poll(() => failed).toEqual(['A OWN_FAULT']);
    expect([heard.length, received.map(({ qtype }) => qtype)]).toEqual([1, ['AAAA']]);
    line.close();
    await new Promise((resolve) => systemClock.after(20, () => resolve(undefined)));
    expect(openDescriptors()).toBe(before + 2);
    await pool?.release();
    await expect.poll(() => received.map(({ qtype }) => qtype)).toEqual(['AAAA', 'A']);
    await expect.poll(openDescriptors).toBe(before);
  });

  it.each(['1', '2', '16'])(
    'loses no query in a process whose pool has %s threads, and is busy',
    { timeout: 60_000 },
    async (threads) => {
      const [program, ...argv] = nodeArgv(new URL('../../support/wire/busy-race.ts', import.meta.url));
      const env = { ...process.env, UV_THREADPOOL_SIZE: threads };
      const { stdout } = await promisify(execFile)(program, argv, { env });
      expect(JSON.parse(stdout)).toEqual({ ended: 80, mostly: true, leaks: false });
    },
  );

  it('gives each line a port of its own, though all of them may share, and others too', async () => {
    const { server } = await serve(always({ kind: 'answer' }));
    const neighbours = Array.from({ length: 400 }, () => createSocket({ type: 'udp4', reuseAddr: true }));
    await Promise.all(neighbours.map((socket) => new Promise<void>((bound) => socket.bind(0, bound))));
    const lines = await Promise.all(Array.from({ length: 400 }, () => raceChannel(server, MET)(DEAF)));
    const taken = new Set(neighbours.map((socket) => socket.address().port));
    const ports = lines.map(({ localPort }) => localPort);
    expect(new Set(ports).size).toBe(400);
    expect(ports.filter((port) => taken.has(port))).toEqual([]);
    for (const one of [...lines, ...neighbours]) one.close();
  });
});
