import { describe, expect, it } from 'vitest';
import {
  arm,
  counted,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  lost,
  queries,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('pair-dropped-on-path');

/** 100 pairs of which one query is lost `count` times. In a race it is either of the two, else the second: the AAAA. */
const loseEither = (count: number) => ({
  a: queries(100, { timedOut: count / 2 }),
  aaaa: queries(100, { timedOut: count / 2 }),
});
const loseAaaa = (count: number) => ({ aaaa: queries(100, { timedOut: count }) });
const byVip = [arm('pair', 100, loseAaaa(40)), arm('race', 100, loseEither(40))];
const direct = ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 100, loseAaaa(40))));

describe('pair-dropped-on-path', () => {
  it('is named when the pods lose one of two directly as well, and two sockets lose nothing', () => {
    const made = evidence([...byVip, arm('staggered', 100, loseAaaa(40)), ...direct]);
    expect(named(made)).toContain('pair-dropped-on-path');
    expect(apply(rule, made)?.facts.join()).toContain(
      'straight to the DNS pods that lost a query: 80 of 200',
    );
  });

  it('is named when the second query from a port is lost although the first was answered', () => {
    const made = evidence([
      arm('pair', 100, loseAaaa(40)),
      arm('race', 100, loseEither(40)),
      arm('staggered', 100, loseAaaa(40)),
      arm('sequential', 100, loseAaaa(40)),
    ]);
    expect(confidence(rule, made)).toBeGreaterThanOrEqual(0.8);
    expect(named(made)).toContain('pair-dropped-on-path');
  });

  it('is named where the device is before one DNS pod only, and that pod is not down', () => {
    const half = [arm('pair', 100, loseAaaa(40)), arm('race', 100, loseEither(40))];
    const [first = '', second = ''] = ENDPOINTS;
    const pods = [
      endpointArm(first, arm('endpoint', 100)),
      endpointArm(second, arm('endpoint', 100, loseAaaa(75))),
    ];
    const made = evidence([...half, ...pods]);
    expect(named(made)).toEqual(['pair-dropped-on-path']);
    expect(apply(rule, made)?.facts.join()).toContain(`75 of 100 (75 %) to ${second}`);
  });

  it('is not sure where only what is sent at once via the VIP loses: that is a clash in conntrack', () => {
    const clash = evidence([arm('pair', 100, loseAaaa(10)), arm('race', 100, loseEither(60))]);
    expect(confidence(rule, clash)).toBeLessThanOrEqual(0.5);
    expect(named(clash)).not.toContain('pair-dropped-on-path');
  });

  it('is not sure where two sockets lose as often as one', () => {
    const made = evidence([
      ...['pair', 'race', 'staggered', 'sequential'].map((strategy) =>
        lost(arm(strategy as 'pair', 95), { onlyA: 7, onlyAaaa: 7, both: 10 }),
      ),
      ...['separate', 'reopen'].map((strategy) =>
        lost(arm(strategy as 'separate', 95), { onlyA: 15, onlyAaaa: 15, both: 4 }),
      ),
    ]);
    expect(confidence(rule, made)).toBeLessThanOrEqual(0.5);
    expect(named(made)).not.toContain('pair-dropped-on-path');
  });

  it('is unlikely where the clashes that conntrack drops explain the losses, and sure where they explain few of them', () => {
    const dropped = (count: number) =>
      evidence(
        [...byVip, arm('staggered', 100, loseAaaa(40)), ...direct],
        lossy(200, { conntrack: counted({ drop: count, insertFailed: count }) }),
      );
    expect(confidence(rule, dropped(150))).toBe(0.3);
    expect(confidence(rule, dropped(30))).toBe(0.95);
  });

  it('is quiet on a healthy path', () => {
    expect(apply(rule, evidence())).toBeUndefined();
  });
});
