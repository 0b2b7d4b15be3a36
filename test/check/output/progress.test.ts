import { expect, it } from 'vitest';
import { progressBar, progressLine } from '../../../src/check/output/progress.ts';

it('the progress bar says how far it is, what was sent and what was lost', () => {
  expect(progressLine({ done: 0.5, pairs: 900, lost: 3, doing: 'sending' })).toBe(
    `[${'#'.repeat(15)}${'-'.repeat(15)}]  50 %  900 pairs, 3 lost`,
  );
});

it('the progress bar says what it waits for', () => {
  expect(progressLine({ done: 1, pairs: 1, lost: 1, doing: 'waiting' })).toMatch(
    /100 % .*waiting for the last answers$/,
  );
});

it('the progress bar draws nothing where there is no terminal', () => {
  let written = '';
  const bar = progressBar((text) => {
    written += text;
  }, false);
  bar.show({ done: 0.1, pairs: 1, lost: 0, doing: 'sending' });
  bar.wipe();
  expect(written).toBe('');
});
