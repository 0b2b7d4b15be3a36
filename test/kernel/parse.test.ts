import { describe, expect, it } from 'vitest';
import { absent, read } from '../../src/domain/reading.ts';
import { decimal, hexadecimal, hexadecimalLong, parsed, parseRelease } from '../../src/kernel/parse.ts';

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

describe('an unsigned long in hexadecimal', () => {
  it('has eight digits, or more without leading zeros', () => {
    expect(hexadecimalLong('0000000a')).toBe(10);
    expect(hexadecimalLong('10001f210')).toBe(0x10001f210);
    for (const text of [undefined, '', 'a', '00000000a', 'ffffffffffffffff', '-0000001'])
      expect(hexadecimalLong(text)).toBeUndefined();
  });
});

describe('the release of the kernel', () => {
  it('is one line that begins with two numbers', () => {
    expect(parseRelease('6.1.0-18-amd64\n')).toBe('6.1.0-18-amd64');
    for (const text of ['', '6.1', 'x6.1\n', '6.1\n6.2\n']) expect(parseRelease(text)).toBeUndefined();
  });
});
