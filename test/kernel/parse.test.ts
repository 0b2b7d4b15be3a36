import { describe, expect, it } from 'vitest';
import { absent, read } from '../../src/domain/reading.ts';
import { decimal, hexadecimal, parsed } from '../../src/kernel/parse.ts';

describe('a parsed reading', () => {
  it('keeps the source of its text', () => {
    expect(parsed(read('12', 'conntrack-tool'), decimal, 'x')).toEqual(read(12, 'conntrack-tool'));
  });

  it('keeps the reason why there was no text', () => {
    const reading = absent('no-file', 'x: ENOENT');
    expect(parsed(reading, decimal, 'x')).toBe(reading);
  });

  it('is absent, and never zero, when the text says nothing', () => {
    expect(parsed(read(''), decimal, '/proc/x')).toMatchObject({
      reason: 'unparsable',
      detail: expect.stringContaining('/proc/x'),
    });
  });
});

describe('a number', () => {
  it('in decimal has digits only and is exact', () => {
    expect(decimal('0')).toBe(0);
    for (const text of [undefined, '', '-1', '1.5', '1e3', '0x10', '99999999999999999', '9999999999999999'])
      expect(decimal(text)).toBeUndefined();
  });

  it('in hexadecimal has all of its eight digits', () => {
    expect(hexadecimal('ffffffff')).toBe(2 ** 32 - 1);
    for (const text of [undefined, '', '00ff', '-0000001', '0000000g', '000000000'])
      expect(hexadecimal(text)).toBeUndefined();
  });
});
