/**
 * A real DNS server over UDP and TCP that follows a script, for the demo and the test suite.
 * No input makes it throw or stop.
 */

import type { Socket as UdpSocket } from 'node:dgram';
import type { Socket as TcpSocket } from 'node:net';
import type { Transport } from '../domain/outcome.ts';
import type { Server } from '../domain/server.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { Clock } from '../platform/clock.ts';
import { Later } from './later.ts';
import { bindElsewhere, listen } from './listen.ts';
import { plan, type Step } from './plan.ts';
import { decodeQuery, HEADER_BYTES, isResponse } from './query.ts';
import { QueryLog } from './query-log.ts';
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

const REMEMBERED = 100_000;

/** Rejects with a `listen` Failure if the address or the port is not available. */
export async function startDnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const { clock } = options;
  const { server, udp, tcp } = await listen(options.address ?? '127.0.0.1', options.port ?? 0);
  const other = await bindElsewhere(server);
  const later = new Later(clock);
  const connections = new Set<TcpSocket>();
  const log = new QueryLog(options.remember ?? REMEMBERED);
  let script = options.script;

  const answer = (bytes: Uint8Array, asker: Asker): void => {
    const query = decodeQuery(bytes);
    if (!query) {
      if (bytes.length < HEADER_BYTES || isResponse(bytes)) return;
      asker.perform({ kind: 'send', afterMs: 0, bytes: encodeFormatError(bytes), fromElsewhere: false });
      return;
    }
    const { id, name, qtype } = query;
    const { transport, from } = asker;
    const received = log.add({ name, qtype, transport, from, id, bytes, atMs: clock.now() });
    for (const step of plan(query, bytes, transport, script(received)))
      later.after(step.afterMs, () => asker.perform(step));
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
    received: log.latest,
    setScript(next) {
      script = next;
    },
    async close() {
      later.cancelAll();
      for (const connection of connections) connection.destroy();
      await Promise.all([udp, other, tcp].map(closed));
    },
  };
}

function closed(socket: { close(done: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve());
  });
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
  // The peer may reset at any time; its connection ends, the server continues.
  connection.on('error', () => connection.destroy());
}
