import { describe, expect, it } from 'vitest';
import { sortEvidence } from '../../../src/compare/view/sorted-evidence.ts';
import { compareTogetherAndApart } from '../../../src/compare/view/together-apart.ts';
import { absent } from '../../../src/domain/reading.ts';
import {
  arm,
  counted,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  queries,
} from '../../diagnosis/evidences.ts';

const seen = (...arms: Parameters<typeof evidence>) =>
  compareTogetherAndApart(sortEvidence(evidence(...arms)));

describe('A and AAAA together against apart', () => {
  it('differ where together loses one of the two', () => {
    const found = seen([arm('race', 100, { aaaa: queries(100, { timedOut: 20 }) })]);
    expect(found).toMatchObject({
      strategy: 'race',
      together: { failures: 20, trials: 200 },
      apart: { failures: 0, trials: 600 },
      pairs: { together: { failures: 20, trials: 100 }, apart: { failures: 0, trials: 300 } },
    });
    expect(found.p).toBeLessThan(1e-6);
  });

  it('differ in pair too, where race does not clash', () => {
    expect(seen([arm('pair', 100, { aaaa: queries(100, { timedOut: 20 }) })]).strategy).toBe('pair');
  });

  it('differ soonest in both taken together, where both lose a little', () => {
    const few = (strategy: 'race' | 'pair') => arm(strategy, 20, { aaaa: queries(20, { timedOut: 3 }) });
    const apart = (['separate', 'sequential', 'reopen'] as const).map((name) => arm(name, 20));
    const found = seen([few('race'), few('pair'), ...apart]);
    expect(found).toMatchObject({ strategy: 'race and pair', together: { failures: 6, trials: 80 } });
    expect(found.p).toBeCloseTo(found.uncorrectedP * (10 / 3));
    expect(found.p).toBeLessThan(seen([few('race'), ...apart]).p);
  });

  it('do not differ where everything loses alike', () => {
    const lossy = { a: queries(100, { timedOut: 10 }), aaaa: queries(100, { timedOut: 10 }) };
    const all = (['pair', 'race', 'separate', 'sequential', 'reopen'] as const).map((name) =>
      arm(name, 100, lossy),
    );
    expect(seen(all).p).toBeGreaterThan(0.05);
  });

  it('do not differ where one of two pods is gone, which takes both queries of a socket', () => {
    const halves = { a: queries(100, { timedOut: 50 }), aaaa: queries(100, { timedOut: 50 }) };
    const arms = [
      ...(['pair', 'race', 'sequential'] as const).map((name) => dead(name, 100, 50)),
      ...(['separate', 'reopen'] as const).map((name) =>
        arm(name, 100, { ...halves, oneFailed: 50, bothFailed: 25 }),
      ),
      endpointArm(ENDPOINTS[0] ?? '', dead('endpoint', 50, 50)),
    ];
    expect(seen(arms).p).toBe(1);
  });

  it('do not differ where a repaired clash sends one of the two to a pod that is gone', () => {
    const sick = endpointArm(ENDPOINTS[0] ?? '', dead('endpoint', 50, 50));
    const gone = (['pair', 'sequential'] as const).map((name) => dead(name, 100, 50));
    const split = dead('race', 100, 40, { oneFailed: 15 });
    expect(seen([sick, ...gone, split]).p).toBe(1);
    const counters = lossy(200, { conntrack: counted({ drop: 15, insertFailed: 15 }) });
    expect(seen([sick, ...gone, split], counters).p).toBeLessThan(0.01);
    const blind = lossy(200, { conntrack: absent('no-file', 'x') });
    expect(seen([sick, ...gone, split], blind)).toMatchObject({ p: 1, undecided: true });
    expect(seen([sick, ...gone, split], lossy(200))).toMatchObject({ p: 1, undecided: false });
  });

  it('differ beside a listed pod that is gone, if the VIP does not lead there', () => {
    const gone = endpointArm(ENDPOINTS[0] ?? '', dead('endpoint', 50, 50));
    const clashes = arm('race', 40, { aaaa: queries(40, { timedOut: 6 }) });
    expect(seen([gone, clashes]).p).toBeLessThan(0.001);
    expect(seen([gone, clashes, dead('staggered', 100, 20)]).p).toBe(1);
  });

  it('do not count answers that came from somewhere else', () => {
    const fromWrongSource = queries(100, { timedOut: 20, wrongSource: 20, wrongSourceFromEndpoint: 20 });
    expect(seen([arm('race', 100, { aaaa: fromWrongSource })]).together.failures).toBe(0);
  });

  it('are not compared without both', () => expect(seen([], { arms: [arm('race', 9)] }).p).toBe(1));
});
