import { expect, it } from 'vitest';
import { webAddress } from '../../src/platform/web-address.ts';

it.each([
  ['https://shop.test/healthz', 'https://shop.test/healthz'],
  ['shop.test', 'http://shop.test/'],
  ['127.0.0.1:8080/x', 'http://127.0.0.1:8080/x'],
  ['shop.test/login?next=https://shop.test/', 'http://shop.test/login?next=https://shop.test/'],
  ['HTTPS://shop.test', 'https://shop.test/'],
  ['http://[fd00::1]:80/', 'http://[fd00::1]/'],
])('%s is %s', (text, href) => {
  expect(webAddress(text)?.href).toBe(href);
});

it.each(['', 'http://', 'ftp://shop.test/', 'file:///etc/passwd', 'http://shop.test:99999/', 'a b'])(
  '%j is no web address',
  (text) => {
    expect(webAddress(text)).toBeUndefined();
  },
);
