/**
 * A real DNS server over UDP and TCP that follows a script, for the demo and the test suite.
 * No input makes it throw or stop.
 */

import type { Socket as UdpSocket } from 'node:dgram';
import type { Socket as TcpSocket } from 'node:net';
import type { Transport } from '../domain/outcome.ts';
import type { Server } from '../domain/server.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { Cancel, Clock } from '../platform/clock.ts';
import { bindElsewhere, listen } from './listen.ts';
import { plan, type Step } from './plan.ts';
import { decodeQuery, HEADER_BYTES, isResponse } from './query.ts';
import { encodeFormatError } from './reply.ts';
import type { ReceivedQuery, Script } from './script.ts';
import { FrameReader, framed } from './tcp-frames.ts';

export interface DnsServerOptions {
  /** 127.0.0.1 if not given. */
  readonly address?: string;
  /** 0, a free one, if not given. */
  readonly port?: number;
  readonly script: Script;
  readonly clock: Clock;
  /** How many of the latest queries `received` keeps; 100,000 if not given. */
  readonly remember?: number;
}

export interface DnsServer {
  readonly server: Server;
  /** The source of the answers of `wrong-source`. */
  readonly elsewhere: Server;
  /** The latest queries, oldest first. What can't be read as a query is answered FORMERR and not kept. */
  readonly received: readonly ReceivedQuery[];
  setScript(script: Script): void;
  /** Frees the ports and cancels what was still to be sent. */
  close(): Promise<void>;
}

/** The differences between a datagram and a connection. */
interface Asker {
  readonly transport: Transport;
  readonly from: Server;
  perform(step: Step): void;
}

/** Rejects with a `listen` Failure if the address or the port is not available. */
export async function startDnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const { clock, remember = 100_000 } = options;
  const { server, udp, tcp } = await listen(options.address ?? '127.0.0.1', options.port ?? 0);
  const other = await bindElsewhere(server);
  const pending = new Set<Cancel>();
  const connections = new Set<TcpSocket>();
  const received: ReceivedQuery[] = [];
  const asked = new Map<string, number>();
  let script = options.script;
  let index = 0;

  const answer = (bytes: Uint8Array, asker: Asker): void => {
    const query = decodeQuery(bytes);
    if (!query) {
      if (bytes.length < HEADER_BYTES || isResponse(bytes)) return;
      asker.perform({ kind: 'send', afterMs: 0, bytes: encodeFormatError(bytes), fromElsewhere: false });
      return;
    }
    const { id, name, qtype } = query;
    const key = `${qtype} ${name.toLowerCase()}`;
    const nth = asked.get(key) ?? 0;
    asked.set(key, nth + 1);
    const { transport, from } = asker;
    const seen = { name, qtype, transport, from, id, index, nth, bytes, atMs: clock.now() };
    index += 1;
    received.push(seen);
    if (received.length > remember) received.shift();
    for (const step of plan(query, bytes, transport, script(seen))) later(step, asker);
  };

  const later = (step: Step, asker: Asker, dueMs = clock.now() + step.afterMs): void => {
    const leftMs = dueMs - clock.now();
    if (leftMs <= 0) {
      asker.perform(step);
      return;
    }
    const cancel = clock.after(leftMs, () => {
      pending.delete(cancel);
      // Node counts a timer from the start of its event-loop turn, so it may fire early by the time that the turn had lasted.
      later(step, asker, dueMs);
    });
    pending.add(cancel);
  };

  udp.on('message', (message, { address, port }) => {
    answer(new Uint8Array(message), datagramAsker(udp, other, { address, port }));
  });
  tcp.on('connection', (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    serveConnection(connection, answer);
  });
  // After an error of one peer (ICMP, a full buffer) the socket still serves the others.
  for (const socket of [udp, other, tcp]) socket.on('error', () => {});

  return {
    server,
    elsewhere: { address: other.address().address, port: other.address().port },
    received,
    setScript(next) {
      script = next;
    },
    async close() {
      for (const cancel of pending) cancel();
      for (const connection of connections) connection.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(resolve)),
        new Promise<void>((resolve) => other.close(resolve)),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

function datagramAsker(udp: UdpSocket, other: UdpSocket, from: Server): Asker {
  return {
    transport: 'udp',
    from,
    perform(step) {
      if (step.kind !== 'send') return;
      const socket = step.fromElsewhere ? other : udp;
      // Port 0 can be forged into a datagram, but not sent to.
      if (from.port > 0) socket.send(step.bytes, from.port, from.address, () => {});
    },
  };
}

function serveConnection(connection: TcpSocket, answer: (bytes: Uint8Array, asker: Asker) => void): void {
  const frames = new FrameReader();
  const asker: Asker = {
    transport: 'tcp',
    from: { address: connection.remoteAddress ?? '', port: connection.remotePort ?? 0 },
    perform(step) {
      if (connection.destroyed) return;
      switch (step.kind) {
        case 'send':
          connection.write(framed(step.bytes));
          return;
        case 'close':
          connection.end();
          return;
        case 'reset':
          connection.resetAndDestroy();
          return;
        default:
          assertNever(step);
      }
    },
  };
  connection.on('data', (chunk) => {
    for (const message of frames.push(chunk)) answer(message, asker);
  });
  // The peer may reset at any time; its connection ends, the server goes on.
  connection.on('error', () => connection.destroy());
}
