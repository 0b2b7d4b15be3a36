import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { framed } from '../../src/demo/tcp-frames.ts';
import { messageReader, splitMessages } from '../../src/wire/tcp.ts';

describe('splitMessages', () => {
  it('gives nothing of an empty stream, of half a length, and of half a message', () => {
    for (const stream of [[], [0], [0, 2], [0, 2, 7]]) {
      const { messages, rest } = splitMessages(Buffer.from(stream));
      expect([messages, [...rest]]).toEqual([[], stream]);
    }
  });

  it('gives an empty message for a length of zero', () => {
    const { messages, rest } = splitMessages(Buffer.from([0, 0, 0, 1, 9]));
    expect([messages.map((message) => [...message]), rest.length]).toEqual([[[], [9]], 0]);
  });

  it('gives the same messages wherever the stream is cut', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 });
    fc.assert(
      fc.property(messages, fc.array(fc.nat(200), { maxLength: 20 }), (sent, cuts) => {
        let stream = Buffer.concat(sent.map(framed));
        let pending = Buffer.alloc(0);
        const got: number[][] = [];
        for (const cut of [...cuts, stream.length]) {
          const split = splitMessages(Buffer.concat([pending, stream.subarray(0, cut)]));
          got.push(...split.messages.map((message) => [...message]));
          pending = split.rest;
          stream = stream.subarray(cut);
        }
        const last = splitMessages(Buffer.concat([pending, stream]));
        got.push(...last.messages.map((message) => [...message]));
        expect(got).toEqual(sent.map((message) => [...message]));
        expect(last.rest).toHaveLength(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('messageReader', () => {
  it('gives the same messages however the stream is split', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 }),
        (sent, lengths) => {
          const take = messageReader();
          let stream = Buffer.concat(sent.map(framed));
          const got = [...lengths, stream.length].flatMap((length) => {
            const chunk = stream.subarray(0, length);
            stream = stream.subarray(length);
            return take(chunk);
          });
          expect(got.map((message) => [...message])).toEqual(sent.map((message) => [...message]));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('copies a message of 65,535 bytes that comes byte by byte only once', () => {
    const sent = Buffer.alloc(65_535, 7);
    const take = messageReader();
    const joined = vi.spyOn(Buffer, 'concat');
    const got = [...framed(sent)].flatMap((byte) => take(Buffer.from([byte])));
    const calls = joined.mock.calls.length;
    joined.mockRestore();
    expect(got).toEqual([sent]);
    // Once for its length, once for the whole.
    expect(calls).toBeLessThanOrEqual(2);
  });
});
