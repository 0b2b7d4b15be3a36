import { expect, it } from 'vitest';
import type { HttpRequestEvent } from '../../src/domain/http-request.ts';
import { HttpRequests } from '../../src/journal/http-requests.ts';

const [SHOP, BANK] = ['https://shop.test/', 'https://bank.test/'];

const request = (given: Partial<HttpRequestEvent> = {}): HttpRequestEvent => ({
  target: SHOP,
  outcome: 'answered',
  phases: { lookup: 1, connect: 2, tls: 3, answer: 4, body: 5 },
  endedAt: 1_000,
  detail: 'status 200',
  slowLookup: false,
  ...given,
});

it('the list has each URL from the start, in the order of the configuration, without a request', () => {
  expect(new HttpRequests([SHOP, BANK]).view()).toEqual([
    { target: SHOP, requests: 0, slowLookups: 0 },
    { target: BANK, requests: 0, slowLookups: 0 },
  ]);
});

it('the list keeps the last request to each URL, and counts all of them', () => {
  const requests = new HttpRequests([SHOP, BANK]);
  requests.record(request({ slowLookup: true }));
  const last = request({ outcome: 'connect-failed', endedAt: 2_000 });
  requests.record(last);
  expect(requests.view()).toEqual([
    { target: SHOP, requests: 2, slowLookups: 1, last },
    { target: BANK, requests: 0, slowLookups: 0 },
  ]);
});

it('the list does not grow by a URL that was not configured', () => {
  const requests = new HttpRequests([SHOP]);
  requests.record(request({ target: BANK }));
  expect(requests.view()).toEqual([{ target: SHOP, requests: 0, slowLookups: 0 }]);
});
