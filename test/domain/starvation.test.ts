import { describe, expect, it } from 'vitest';
import { stallExplains, starved } from '../../src/domain/starvation.ts';
import { answered, lookup, timedOut } from '../support/wire/outcomes.ts';

describe('starved', () => {
  it('is nothing without a stall', () => {
    expect(starved({ durationMs: 0, starvedMs: 0 })).toBe(false);
    expect(starved({ durationMs: 5000, starvedMs: 0 })).toBe(false);
  });

  it('is a quick answer that waited in the socket while the loop stood still', () => {
    expect(starved({ durationMs: 45, starvedMs: 40 })).toBe(true);
    expect(starved({ durationMs: 0, starvedMs: 40 })).toBe(true);
  });

  it('is not a five-second lookup with small stalls in it: those cannot have made the five seconds', () => {
    expect(starved({ durationMs: 5003, starvedMs: 40 })).toBe(false);
    expect(starved({ durationMs: 5003, starvedMs: 1000 })).toBe(false);
    expect(starved({ durationMs: 5000, starvedMs: 1000 })).toBe(true);
  });
});

describe('a stall explains', () => {
  const slow = answered('A', 3000);

  it('a slow lookup that would have been quick without it', () => {
    expect(stallExplains(lookup({ durationMs: 3000, starvedMs: 2900 }, [slow]))).toBe(true);
    expect(stallExplains(lookup({ durationMs: 4000, starvedMs: 1000 }, [slow]))).toBe(false);
    expect(stallExplains(lookup({ durationMs: 2, starvedMs: 40 }, [answered()]))).toBe(true);
  });

  it('no lookup that waited for a lost query, unless the stall covers nearly all of it', () => {
    const waited = (starvedMs: number) => lookup({ durationMs: 5004, starvedMs }, [timedOut()]);
    expect([30, 1400, 3000, 4000].map((ms) => stallExplains(waited(ms)))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('no error code', () => {
    expect(
      stallExplains(lookup({ durationMs: 2, starvedMs: 40, result: 'server-failure' }, [answered()])),
    ).toBe(false);
  });
});
