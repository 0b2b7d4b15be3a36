import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeQuery } from '../../src/demo/query.ts';
import { encodeReply } from '../../src/demo/reply.ts';
import { hasLongChain } from '../../src/wire/compression.ts';
import { decodeAnswer, encodeQuery } from '../../src/wire/packet.ts';

/** A chain of `count` pointers from byte 12 on, each to the one before; the first points to `first`. */
function chain(count: number, first: number): Buffer {
  const bytes = Buffer.alloc(12 + 2 * count);
  for (let index = 0; index < count; index += 1)
    bytes.writeUInt16BE(0xc000 + (index === 0 ? first : 10 + 2 * index), 12 + 2 * index);
  return bytes;
}

/** A response of 64 kB: one record whose data is a chain of 8,000 pointers, and 4,000 records whose names begin with its end. */
function hostile(): Uint8Array {
  const query = Buffer.from(encodeQuery({ name: 'a.test', qtype: 'A' }, 1));
  const record = (name: number, dataBytes: number) => {
    const bytes = Buffer.alloc(12 + dataBytes);
    bytes.writeUInt16BE(0xc000 + name, 0);
    bytes.writeUInt16BE(65_280, 2);
    bytes.writeUInt16BE(1, 4);
    bytes.writeUInt16BE(dataBytes, 10);
    return bytes;
  };
  const first = record(12, 16_000);
  const dataAt = query.length + 12;
  for (let at = 0; at < 16_000; at += 2)
    first.writeUInt16BE(0xc000 + (at === 0 ? 12 : dataAt + at - 2), 12 + at);
  const others = Array.from({ length: 4_000 }, () => record(dataAt + 15_998, 0));
  const message = Buffer.concat([query, first, ...others]);
  message[2] = 0x81;
  message[3] = 0x80;
  message.writeUInt16BE(4_001, 6);
  return message;
}

describe('hasLongChain', () => {
  it('knows a chain that is longer than any name, and is quiet about one of 127', () => {
    expect([127, 128, 5_000].map((count) => hasLongChain(chain(count, 0)))).toEqual([false, true, true]);
  });

  it('ends at loops, at pointers to later bytes, and at the end of the message', () => {
    const texts = [
      ...[[0xc0, 0x00], [0xc0, 0x0c], [0xc0, 0x0e, 0xc0, 0x0c], [0xff, 0xff], [0xc0]],
      [1, 97, 0xc0, 0x0c],
    ];
    for (const text of texts) expect(hasLongChain(Buffer.from([...Array(12).fill(0), ...text]))).toBe(false);
  });

  it('is quiet about every real answer, however many records it has', () => {
    const name = `${'a.'.repeat(126)}a`;
    const question = encodeQuery({ name, qtype: 'A' }, 7);
    const query = decodeQuery(question);
    if (query === undefined) throw new Error('the query can not be decoded');
    const address = fc
      .nat(0xffffffff)
      .map((bits) => [24, 16, 8, 0].map((by) => (bits >>> by) & 255).join('.'));
    fc.assert(
      fc.property(fc.array(address, { maxLength: 2_000 }), (addresses) => {
        const answer = encodeReply(query, question, { rcode: 'NOERROR', addresses });
        expect(hasLongChain(answer)).toBe(false);
        expect(decodeAnswer(answer, 'A')?.addresses).toEqual(addresses);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the largest hostile answer from being decoded', () => {
    expect(decodeAnswer(hostile(), 'A')).toBeUndefined();
  });
});
