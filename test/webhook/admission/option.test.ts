import { expect, test } from 'vitest';
import { isKnownToGlibc, parseDnsOption, showOption } from '../../../src/webhook/admission/option.ts';

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

const NONE = 'must be an option of resolv.conf, such as use-vc or ndots:2';

test.each([
  ['', NONE],
  ['use vc', NONE],
  ['Use-VC', NONE],
  ['use-vc\nnameserver', NONE],
  ['ndots:', NONE],
  ['ndots', 'ndots must have a number from 0 to 15, such as ndots:15'],
  ['ndots:16', 'ndots must have a number from 0 to 15, such as ndots:15'],
  ['attempts:0', 'attempts must have a number from 1 to 5, such as attempts:5'],
  ['timeout:1s', 'timeout must have a number from 1 to 30, such as timeout:30'],
  ['use-vc:1', 'use-vc must stand without a value'],
])('%j is a mistake that is explained', (text, reason) => {
  expect(parseDnsOption(text)).toEqual({ kind: 'mistake', reason });
});

test('a typing error is distinguished from an option of glibc', () => {
  expect(isKnownToGlibc({ name: 'single-request-reopen' })).toBe(true);
  expect(isKnownToGlibc({ name: 'ndots', value: '2' })).toBe(true);
  expect(isKnownToGlibc({ name: 'single-request-repoen' })).toBe(false);
  expect(isKnownToGlibc({ name: 'constructor' })).toBe(false);
});
