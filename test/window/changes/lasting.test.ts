import { describe, expect, it } from 'vitest';
import { lasts, OVER, overFrom, silence, UNUSUAL } from '../../../src/window/changes/lasting.ts';
import type { Trial } from '../../../src/window/history/trial.ts';

/** Probes of one arm, one a second: `x` is troubled, `.` is not. */
function trials(course: string, arm = 'pair'): Trial[] {
  return course.split('').map((one, second) => ({ atMs: second * 1000, arm, troubled: one === 'x' }));
}

describe('a silence', () => {
  it('is usual while it is as long as the others', () => {
    expect(silence(trials('x....x...x.....x...'))).toBeLessThan(UNUSUAL);
    expect(silence(trials('x....x...x.....x'))).toBe(0);
  });

  it('shows the end of a fault sooner the more of the probes failed', () => {
    const [often, rarely] = [
      silence(trials(`${'x'.repeat(10)}......`)),
      silence(trials(`${'x.....'.repeat(5)}......`)),
    ];
    expect(often).toBeGreaterThan(OVER);
    expect(rarely).toBeLessThan(UNUSUAL);
  });

  it('shows less where the share is hardly known', () => {
    expect(silence(trials(`x.${'.'.repeat(10)}`))).toBeLessThan(
      silence(trials(`${'x.'.repeat(10)}${'.'.repeat(10)}`)),
    );
  });

  it('counts only arms that failed', () => {
    const other = trials('.'.repeat(100), 'endpoint').map((trial) => ({
      ...trial,
      atMs: trial.atMs + 20_000,
    }));
    expect(silence([...trials('x..x.x..x'), ...other])).toBe(0);
  });

  it('is endless if nothing failed', () => {
    expect(silence(trials('....'))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a fault', () => {
  it('lasts while its arms fail as often as before', () => {
    expect(lasts(trials('x...x..x....x.x....x..x...x'))).toBe(true);
  });

  it('does not last once nothing has failed for long enough', () => {
    expect(lasts(trials(`${'x.'.repeat(15)}${'.'.repeat(40)}`))).toBe(false);
  });

  it('does not last if the share of failures fell clearly', () => {
    expect(lasts(trials(`${'x'.repeat(30)}${'.........x'.repeat(4)}`))).toBe(false);
  });

  it('lasts if the share of failures rose', () => {
    expect(lasts(trials(`${'.........x'.repeat(4)}${'x'.repeat(30)}`))).toBe(true);
  });
});

it('a fault is over sooner once nothing has failed for 45 s', () => {
  const rare = `${'x......'.repeat(20)}`;
  expect(overFrom(trials(`${rare}${'.'.repeat(35)}`))).toBe(OVER);
  const long = trials(`${rare}${'.'.repeat(45)}`);
  expect(overFrom(long)).toBeLessThan(OVER);
  expect(silence(long)).toBeGreaterThan(overFrom(long));
  expect(silence(long)).toBeLessThan(OVER);
});
