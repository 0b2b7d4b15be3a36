import { expect, it } from 'vitest';
import { troubleBegan } from '../../src/check/findings.ts';
import { pair, timedOut } from '../support/wire/outcomes.ts';

const STARTED_AT = 1_000_000;
const lostAt = (afterMs: number) => pair({ startedAt: STARTED_AT + afterMs, aaaa: timedOut('AAAA') });
const answeredAt = (afterMs: number) => pair({ startedAt: STARTED_AT + afterMs });

it('dates a fault that begins in the middle of a check just before its first loss', () => {
  const pairs = [answeredAt(100), answeredAt(5_000), lostAt(9_000), lostAt(8_000)];
  expect(troubleBegan(STARTED_AT, pairs)).toBe(STARTED_AT + 7_999);
});

it('dates no fault that was there from the start, and none without a loss', () => {
  expect(troubleBegan(STARTED_AT, [answeredAt(100), lostAt(2_000), lostAt(9_000)])).toBeUndefined();
  expect(troubleBegan(STARTED_AT, [answeredAt(9_000)])).toBeUndefined();
  expect(troubleBegan(STARTED_AT, [])).toBeUndefined();
});
