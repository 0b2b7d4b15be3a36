import { describe, expect, it } from 'vitest';
import { starved } from '../../src/domain/starvation.ts';

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
