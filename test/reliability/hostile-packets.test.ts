/**
 * What an attacker without sight of a query can send against it, and the probability that fivesec believes one such packet.
 *
 * An answer is believed if all of these are right: the port to which it was sent, its source (address and port of the asked server), its
 * id (16 bits from node:crypto, different for each open query) and its question. A packet from a wrong source is never believed: the
 * probability is 0. A packet with a forged source has the right id with probability n / 65,536, where n is the number of open queries with
 * its question on that socket: 1, so 0.0015 % for each packet. An attacker who must guess the port too, of the 28,232 that Linux gives
 * (ip(7), ip_local_port_range), has 1 in 1.9 billion for each packet. 50,000 forged packets to the known port of a query that waits
 * 5 seconds are believed with 1 - (1 - 1/65536)^50000 = 53 %: plain DNS has no more than these 16 bits (RFC 5452 sections 4.3 and 6).
 */

import { describe, expect, it } from 'vitest';
import { decodeQuery } from '../../src/demo/query.ts';
import { encodeReply } from '../../src/demo/reply.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { decodeAnswer } from '../../src/wire/packet.ts';
import type { PendingQuery } from '../../src/wire/pending-query.ts';
import { openExchange, SERVER } from '../support/wire/open-exchange.ts';

const IDS = 0x10000;

/** Two open queries, A and AAAA, on a channel that the test plays. */
async function twoQueries() {
  const { exchange, receive } = await openExchange();
  const a = exchange.ask({ name: 'web.test', qtype: 'A' }, SERVER);
  const aaaa = exchange.ask({ name: 'web.test', qtype: 'AAAA' }, SERVER);
  return { exchange, a, aaaa, receive };
}

function realAnswer({ bytes }: PendingQuery): Uint8Array {
  const query = decodeQuery(bytes);
  if (!query) throw new Error('the query is none');
  return encodeReply(query, bytes, { rcode: 'NOERROR', addresses: ['192.0.2.1'] });
}

function withId(bytes: Uint8Array, id: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  new DataView(copy.buffer).setUint16(0, id);
  return copy;
}

describe('a flood of packets against an open query', () => {
  it('with every wrong id there is: none of 65,535 is believed, and the real answer after them is', async () => {
    const { exchange, a, aaaa, receive } = await twoQueries();
    const answer = realAnswer(a);
    for (let id = 0; id < IDS; id += 1) if (id !== a.id) receive(withId(answer, id));
    // One of them has the id of the AAAA query, and the question of the other.
    expect(exchange.strays).toEqual({
      garbage: 0,
      wrongId: IDS - 2,
      wrongQuestion: 1,
      wrongSource: 0,
      duplicate: 0,
    });
    expect([a.end, aaaa.end]).toEqual([undefined, undefined]);
    receive(answer);
    expect(a.end).toMatchObject({ kind: 'answered', answer: { addresses: ['192.0.2.1'] } });
  });

  it('with the right id and question from 50,000 wrong sources: none is believed, and few are remembered', async () => {
    const { exchange, a, receive } = await twoQueries();
    const answer = realAnswer(a);
    for (let n = 0; n < 50_000; n += 1) {
      receive(answer, { address: `198.51.${n % 100}.${n % 250}`, port: 1024 + (n % 60_000) });
    }
    expect(exchange.strays.wrongSource).toBe(50_000);
    expect(a.end).toBeUndefined();
    expect(a.wrongSources).toHaveLength(64);
    receive(answer);
    expect(a.end).toMatchObject({ kind: 'answered' });
  });

  it('from the right address and another port is not believed', async () => {
    const { a, receive } = await twoQueries();
    const answer = realAnswer(a);
    for (let port = 1; port < IDS; port += 1) if (port !== SERVER.port) receive(answer, { ...SERVER, port });
    expect(a.end).toBeUndefined();
  });
});

/** 64 kB from the asked server: a chain of some 8,000 compression pointers, and 3,000 records whose names lead through all of it. */
function longestChain(): Buffer {
  const bytes = Buffer.alloc(0xffff);
  bytes.writeUInt16BE(0x8180, 2);
  // One record of an unknown type, with the root as its name; its data are pointers, each to the one before it.
  const data = 12 + 1 + 10;
  let last = data;
  let end = data + 1;
  while (end + 2 < 0x3fff) {
    bytes.writeUInt16BE(0xc000 | last, end);
    last = end;
    end += 2;
  }
  bytes.writeUInt16BE(0xff, 13);
  bytes.writeUInt16BE(end - data, 21);
  let records = 1;
  for (; end + 16 < bytes.length; end += 16, records += 1) {
    bytes.writeUInt16BE(0xc000 | last, end);
    bytes.writeUInt32BE(0x00010001, end + 2);
    bytes.writeUInt16BE(4, end + 10);
  }
  bytes.writeUInt16BE(records, 6);
  return bytes.subarray(0, end);
}

describe('an answer of 64 kB', () => {
  it('whose names lead through thousands of pointers is refused, and stalls the event loop for less than two seconds', () => {
    const startMs = systemClock.now();
    expect(decodeAnswer(longestChain(), 'A')).toBeUndefined();
    expect(systemClock.now() - startMs).toBeLessThan(2000);
  });
});
