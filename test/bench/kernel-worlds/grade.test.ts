import { describe, expect, it } from 'vitest';
import { asItWas, gradeWorld } from '../../../bench/kernel-worlds/grade.ts';
import { randomWorld } from '../../lab/random/random-world.ts';

const RUN = { strategies: [], node: { raceWindow: 'unknown' }, run: { durationMs: 1 } };
/** What a check says: these causes, each with its confidence. */
type Said = readonly (readonly [cause: string, confidence: number])[];
const said = (...verdicts: Said) => ({
  ...RUN,
  verdicts: verdicts.map(([cause, confidence]) => ({ cause, confidence, facts: [] })),
});
const grade = (world: Parameters<typeof gradeWorld>[0], ...verdicts: Said) =>
  gradeWorld(world, said(...verdicts)).grade;

describe('the grade of a check', () => {
  const world = { wanted: ['endpoint-down'], alsoTrue: ['nameserver-down'] };

  it('is right by its first verdict, and wrong by any untrue claim above 0.5', () => {
    expect(grade(world, ['endpoint-down', 0.5], ['nameserver-down', 0.8])).toBe('right');
    expect(grade(world, ['nameserver-down', 0.8], ['endpoint-down', 0.5])).toBe('unsure');
    expect(grade(world, ['endpoint-down', 0.9], ['packet-loss', 0.6])).toBe('wrong');
    expect(grade(world, ['packet-loss', 0.5])).toBe('unsure');
    expect(gradeWorld(world, undefined).grade).toBe('broken');
  });

  it('is right without an alarm where none is right, harmless verdicts aside', () => {
    expect(grade({ wanted: [] })).toBe('right');
    expect(grade({ wanted: [] }, ['clash-repaired', 0.9])).toBe('right');
    expect(grade({ wanted: [] }, ['packet-loss', 0.5])).toBe('unsure');
    expect(grade(world)).toBe('unsure');
  });
});

describe('the truth of a run', () => {
  const drawn = { ...randomWorld(1), further: [1], alsoTrue: ['endpoint-down'] };

  it('adds the nameserver that was the DNS pod that the run removed', () => {
    expect(asItWas(drawn, { 'stale-conntrack.endpoint': 1 }).alsoTrue).toEqual([
      'endpoint-down',
      'nameserver-down',
    ]);
    expect(asItWas(drawn, { 'stale-conntrack.endpoint': 0 })).toBe(drawn);
    expect(asItWas(drawn, { 'packet-loss.queries': 1 })).toBe(drawn);
  });
});
