/** DNS messages from captured segments: one for each datagram, any number for each TCP stream. */

import { decodeQuery } from '../../../src/demo/query.ts';
import type { Transport } from '../../../src/domain/outcome.ts';
import { frames, type Segment, segment } from './pcap.ts';

export interface CapturedMessage {
  /** Milliseconds since the epoch, with fractions. For TCP, when the message was whole. */
  readonly atMs: number;
  readonly direction: 'query' | 'answer';
  readonly transport: Transport;
  /** The client's port, which identifies its socket. */
  readonly port: number;
  /** The DNS server's address. */
  readonly server: string;
  readonly id: number;
  readonly name: string;
  readonly qtype: string;
  /** The message without its id, in hexadecimal. */
  readonly afterId: string;
}

const DNS_PORT = 53;
const ID_BYTES = 2;

/** Everything that is a DNS message to or from port 53, in the order of the capture. */
export function messages(file: Buffer): readonly CapturedMessage[] {
  const streams = new Map<string, Buffer>();
  return frames(file).flatMap((frame) => {
    const one = segment(frame);
    if (one === undefined) return [];
    const payloads = one.transport === 'udp' ? [one.payload] : wholeMessages(streams, one);
    return payloads.flatMap((payload) => message(one, payload) ?? []);
  });
}

function message(one: Segment, payload: Buffer): CapturedMessage | undefined {
  const direction = one.toPort === DNS_PORT ? 'query' : 'answer';
  if (payload.length < 12) return undefined;
  // The decoder of queries also reads the question of an answer, if the header is made that of a query.
  const question = Buffer.from(payload);
  question.writeUInt8(question.readUInt8(2) & 0x7f, 2);
  question.writeUInt32BE(0, 6);
  question.writeUInt16BE(0, 10);
  const decoded = decodeQuery(new Uint8Array(question));
  if (decoded === undefined) return undefined;
  return {
    atMs: one.atMs,
    direction,
    transport: one.transport,
    port: direction === 'query' ? one.fromPort : one.toPort,
    server: direction === 'query' ? one.to : one.from,
    id: decoded.id,
    name: decoded.name,
    qtype: decoded.qtype,
    afterId: payload.toString('hex', ID_BYTES),
  };
}

/** Adds a segment to its stream and removes the messages that are complete now (RFC 1035 section 4.2.2). */
function wholeMessages(streams: Map<string, Buffer>, one: Segment): readonly Buffer[] {
  const key = `${one.from} ${one.fromPort} ${one.to} ${one.toPort}`;
  let stream = Buffer.concat([streams.get(key) ?? Buffer.alloc(0), one.payload]);
  const whole: Buffer[] = [];
  while (stream.length >= 2 && stream.length >= 2 + stream.readUInt16BE(0)) {
    const length = stream.readUInt16BE(0);
    whole.push(stream.subarray(2, 2 + length));
    stream = stream.subarray(2 + length);
  }
  streams.set(key, stream);
  return whole;
}
