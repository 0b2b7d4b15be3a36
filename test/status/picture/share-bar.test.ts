import { expect, it } from 'vitest';
import { percent, scaleOf, shareBar } from '../../../src/status/picture/share-bar.ts';

it('a bar draws the share and its interval on a common scale', () => {
  const { text } = shareBar({ ratio: 0.1, low: 0.05, high: 0.2 }, 0.25);
  expect(text).toContain('class="value" x="0" y="4" width="40%"');
  expect(text).toContain('class="interval" x="20%" y="7" width="60%"');
});

it.each([
  [[], 0.1],
  [[0.03, 0.2], 0.25],
  [[0.97], 1],
])('the scale ends where every interval fits: %o', (highs, end) => expect(scaleOf(highs)).toBe(end));

it.each([
  [0, '0 %'],
  [0.0625, '6.3 %'],
  [0.131, '13 %'],
])('%f is %s', (share, words) => expect(percent(share)).toBe(words));
