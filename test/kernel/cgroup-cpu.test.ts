import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseThrottle } from '../../src/kernel/cgroup-cpu.ts';
import { fixture } from './fixtures.ts';

describe('the CPU throttling of a cgroup', () => {
  it('is read in microseconds from version 2', () => {
    expect(parseThrottle(fixture('cgroup-v2/cpu.stat'))).toEqual({
      periods: 400,
      throttledPeriods: 39,
      throttledMs: 1234.567,
    });
  });

  it('is read in nanoseconds from version 1', () => {
    expect(parseThrottle(fixture('cgroup-v1/cpu/cpu.stat'))).toEqual({
      periods: 40,
      throttledPeriods: 39,
      throttledMs: 2500,
    });
  });

  it('is not known where the group has no CPU controller', () => {
    expect(parseThrottle('usage_usec 5\nuser_usec 3\nsystem_usec 2\n')).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void parseThrottle(text)));
  });
});
