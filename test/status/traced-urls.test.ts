import { expect, it } from 'vitest';
import { tracedUrls } from '../../src/status/traced-urls.ts';
import { linesOf } from '../support/agent/html-lines.ts';
import { twoUrls } from '../support/agent/page-views.ts';

const HEAD = ['URL', 'Ended (UTC)', 'Result', 'Lookup', 'Connect', 'TLS', 'Answer', 'Body', 'Slow'];

it('the table of URLs shows of each URL how the last request ended, its phases, and how many lookups were slow', () => {
  const [caption, ...lines] = linesOf(tracedUrls(twoUrls()));
  expect(caption).toMatch(/^The last request to each URL/);
  expect(lines).toEqual([
    ...HEAD,
    ...['https://shop.example/healthz', '12:00:00', 'answered (status 200)'],
    ...['5.004 s', '1.20 ms', '8.00 ms', '30 ms', '0.20 ms', '2 of 30'],
    ...['http://bank.example/', '12:00:00', 'connect-failed (connect ECONNREFUSED 192.0.2.1:80)'],
    ...['1.10 ms', '–', '–', '–', '–', '0 of 29'],
  ]);
});

it('the table of URLs says that a URL was not requested yet', () => {
  const lines = linesOf(tracedUrls([{ target: 'http://a.example/', requests: 0, slowLookups: 0 }]));
  expect(lines.slice(-8, -5)).toEqual(['http://a.example/', 'not requested yet', '–']);
});

it('the table of URLs shows hostile words of a server as text, bounded', () => {
  const [first] = twoUrls();
  if (first?.last === undefined) throw new Error('there is one');
  const detail = `<script>alert(1)</script>\u001b[31m${'x'.repeat(5_000)}`;
  const { text } = tracedUrls([{ ...first, last: { ...first.last, detail } }]);
  expect(text).toContain('&lt;script&gt;');
  expect(text).not.toContain('\u001b');
  expect(text.length).toBeLessThan(3_000);
});
