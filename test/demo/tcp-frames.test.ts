import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameReader, framed } from '../../src/demo/tcp-frames.ts';

it('the reader finds the same messages however the stream is cut', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), cuts, (messages, lengths) => {
      const stream = messages.flatMap((message) => [...framed(message)]);
      const reader = new FrameReader();
      const found: Uint8Array[] = [];
      for (let at = 0, cut = 0; at < stream.length; cut += 1) {
        const length = lengths[cut % lengths.length] ?? 1;
        found.push(...reader.push(new Uint8Array(stream.slice(at, at + length))));
        at += length;
      }
      expect(found).toEqual(messages);
    }),
  );
});

it('the reader keeps an unfinished message to itself', () => {
  const reader = new FrameReader();
  expect(reader.push(new Uint8Array([0, 2, 7]))).toEqual([]);
  expect(reader.push(new Uint8Array([8]))).toEqual([new Uint8Array([7, 8])]);
});
