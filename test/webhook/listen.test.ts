import { expect, test } from 'vitest';
import { formatListen, parseListen } from '../../src/webhook/listen.ts';

test.each([
  [':10250', { port: 10250 }],
  ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  ['[::1]:8443', { host: '::1', port: 8443 }],
  ['localhost:443', { host: 'localhost', port: 443 }],
])('%s is where to listen', (text, address) => {
  expect(parseListen(text)).toEqual(address);
  expect(formatListen(address)).toBe(text);
});

test.each(['', '10250', ':', ':65536', '::1:443', 'host:https', 'a b:-1'])('%j is not', (text) => {
  expect(parseListen(text)).toBeUndefined();
});
