import { expect, test } from 'vitest';
import { isKnownToGlibc, parseDnsOption, showOption } from '../../src/webhook/option.ts';

test.each([
  ['single-request-reopen', { name: 'single-request-reopen' }],
  ['use-vc', { name: 'use-vc' }],
  ['ndots:2', { name: 'ndots', value: '2' }],
  ['ndots:0', { name: 'ndots', value: '0' }],
  ['timeout:1', { name: 'timeout', value: '1' }],
  ['some-new-option', { name: 'some-new-option' }],
  ['some-new-option:a=b:c', { name: 'some-new-option', value: 'a=b:c' }],
])('%s is an option', (text, option) => {
  expect(parseDnsOption(text)).toEqual({ kind: 'option', option });
  expect(showOption(option)).toBe(text);
});

test.each([
  ['', '"" is not an option; write it like use-vc or ndots:2'],
  ['use vc', '"use vc" is not an option; write it like use-vc or ndots:2'],
  ['Use-VC', '"Use-VC" is not an option; write it like use-vc or ndots:2'],
  ['use-vc\nnameserver', '"use-vc\\nnameserver" is not an option; write it like use-vc or ndots:2'],
  ['ndots:', '"ndots:" is not an option; write it like use-vc or ndots:2'],
  ['ndots', 'ndots is wrong: ndots takes a number from 0 to 15'],
  ['ndots:16', 'ndots:16 is wrong: ndots takes a number from 0 to 15'],
  ['attempts:0', 'attempts:0 is wrong: attempts takes a number from 1 to 5'],
  ['timeout:1s', 'timeout:1s is wrong: timeout takes a number from 1 to 30'],
  ['use-vc:1', 'use-vc:1 is wrong: use-vc takes no value'],
])('%j is a mistake that is explained', (text, why) => {
  expect(parseDnsOption(text)).toEqual({ kind: 'mistake', why });
});

test('a typing error is told from an option of glibc', () => {
  expect(isKnownToGlibc({ name: 'single-request-reopen' })).toBe(true);
  expect(isKnownToGlibc({ name: 'ndots', value: '2' })).toBe(true);
  expect(isKnownToGlibc({ name: 'single-request-repoen' })).toBe(false);
  expect(isKnownToGlibc({ name: 'constructor' })).toBe(false);
});
