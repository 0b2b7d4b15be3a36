import { describe, expect, it } from 'vitest';
import { atoi, inetAton } from '../../src/resolver/c-numbers.ts';

describe('atoi', () => {
  it('reads the number at the start of a text, with its sign, after blanks', () => {
    expect(['12', ' 12x', '\t+7', '-3', '007', '5 6'].map(atoi)).toEqual([12, 12, 7, -3, 7, 5]);
  });

  it('is 0 without a number', () => {
    expect(['', 'x', '-', '+', ' ', '- 5'].map(atoi)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('keeps the lower 32 bits of a long, which glibc limits', () => {
    expect(atoi('4294967297')).toBe(1);
    expect(atoi('2147483648')).toBe(-2_147_483_648);
    expect(atoi('99999999999999999999')).toBe(-1);
    expect(atoi('-99999999999999999999')).toBe(1);
    expect(atoi('9'.repeat(100_000))).toBe(-1);
    expect(atoi(`${'0'.repeat(100_000)}5`)).toBe(5);
  });
});

describe('inetAton', () => {
  it('reads one to four numbers, of which the last fills the remaining bytes', () => {
    expect(['192.0.2.1', '1.2.65535', '127.1', '3232235777', '0'].map(inetAton)).toEqual([
      '192.0.2.1',
      '1.2.255.255',
      '127.0.0.1',
      '192.168.1.1',
      '0.0.0.0',
    ]);
  });

  it('reads octal and hexadecimal numbers', () => {
    expect(['010.0.0.1', '0x7f.0x0.0.1', '0X0A000001', '00.0.0.01'].map(inetAton)).toEqual([
      '8.0.0.1',
      '127.0.0.1',
      '10.0.0.1',
      '0.0.0.1',
    ]);
  });

  it('rejects what is no address', () => {
    const texts = [
      ...['', '.', '1.', '.1', '1..2', '1.2.3.4.5', '256.0.0.1', '1.2.3.256', '1.2.65536', '4294967296'],
      ...['08.0.0.1', '0x', '1.2.3.4x', ' 1.2.3.4', '+1.2.3.4', '-1', 'a.test', '::1', `1${'0'.repeat(400)}`],
    ];
    expect(texts.map(inetAton)).toEqual(texts.map(() => undefined));
  });
});
