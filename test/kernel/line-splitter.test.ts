import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../src/kernel/line-splitter.ts';

describe('pieces of a text', () => {
  it('are the same lines wherever they were cut', () => {
    const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') }));
    fc.assert(
      fc.property(pieces, (parts) => {
        const splitter = new LineSplitter();
        const lines = parts.flatMap((part) => [...splitter.linesOf(part)]);
        const text = parts.join('');
        expect(lines).toEqual(text.split('\n').slice(0, -1));
        expect(splitter.atLineStart).toBe(text === '' || text.endsWith('\n'));
      }),
    );
  });

  it('hold no line that is too long, and go on behind it', () => {
    const splitter = new LineSplitter();
    const long = 'x'.repeat(3000);
    const lines = ['a\n', long, long, long, `${long}\nb\n`, `${long}${long}\nc\n`];
    expect(lines.flatMap((piece) => [...splitter.linesOf(piece)])).toEqual(['a', 'b', 'c']);
    expect(splitter.tooLong).toBe(2);
    expect(splitter.atLineStart).toBe(true);
  });
});
