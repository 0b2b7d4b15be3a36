import { describe, expect, it } from 'vitest';
import { raceWindow } from '../../../src/compare/clash/race-window.ts';
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
  still,
} from '../../diagnosis/evidences.ts';

const raced = arm('race', 100, { aaaa: queries(100, { timedOut: 20 }) });
const node = (conntrack: ReturnType<typeof counted>) => ({ node: still(60_000, { conntrack }) });
const gone = absent('no-file', 'x');

describe('the race window', () => {
  it('is not said to be open where queries apart lose nearly as much: then it takes no clash', () => {
    const lost = (hits: number) => ({
      a: queries(100, { timedOut: hits }),
      aaaa: queries(100, { timedOut: hits }),
    });
    const apart = (['separate', 'sequential', 'reopen'] as const).map((name) => arm(name, 100, lost(70)));
    expect(raceWindow(evidence([arm('race', 100, lost(95)), ...apart]))).not.toBe('open');
  });

  it('is open where clashes lose packets, whatever can be read', () => {
    expect(raceWindow(evidence([raced]))).toBe('open');
    expect(raceWindow(evidence([raced], node(gone)))).toBe('open');
  });

  it('is repaired where clashes are counted as resolved and nothing is lost', () => {
    expect(raceWindow(evidence([], node(counted({ clashResolved: 30 }))))).toBe('repaired');
  });

  it('is repaired on older kernels where insert_failed rises and drop does not', () => {
    expect(raceWindow(evidence([], node(counted({ insertFailed: 30 }, 'searched'))))).toBe('repaired');
    expect(raceWindow(evidence([], node(counted({ insertFailed: 3, drop: 3 }, 'searched'))))).toBe('unknown');
  });

  it('is partly repaired where clashes are counted as resolved and others lose packets', () => {
    for (const counters of [
      counted({ clashResolved: 30 }),
      counted({ insertFailed: 50, drop: 20 }, 'searched'),
    ])
      expect(raceWindow(evidence([raced], node(counters)))).toBe('partly-repaired');
  });

  it('is not repaired where a drop is counted, or where queries at once lose more, by however little', () => {
    expect(raceWindow(evidence([], node(counted({ clashResolved: 30, drop: 1, insertFailed: 1 }))))).toBe(
      'unknown',
    );
    const few = arm('race', 100, { oneFailed: 4, aaaa: queries(100, { timedOut: 4 }) });
    expect(raceWindow(evidence([few], node(counted({ clashResolved: 30 }))))).not.toBe('repaired');
  });

  it('is open where few are lost and the counters say that conntrack dropped them', () => {
    const few = arm('race', 100, { oneFailed: 4, aaaa: queries(100, { timedOut: 4 }) });
    const drops = lossy(4, { conntrack: counted({ drop: 4, insertFailed: 4 }) });
    expect(raceWindow(evidence([few], drops))).toBe('open');
    expect(raceWindow(evidence([few], { ...drops, ...node(counted({ clashResolved: 30 })) }))).toBe(
      'partly-repaired',
    );
  });

  it('is absent where it was provoked often, and neither a loss nor a counter shows a clash', () => {
    expect(raceWindow(evidence())).toBe('absent');
  });

  it('is unknown where it was provoked too seldom, or the counters cannot be read or do not count', () => {
    expect(raceWindow(evidence([arm('race', 10)]))).toBe('unknown');
    expect(raceWindow(evidence([], node(gone)))).toBe('unknown');
    expect(raceWindow(evidence([], node(counted({}, 'searched'))))).toBe('unknown');
  });

  it('is unknown, and not repaired, where only counters that cannot be read would distinguish a clash from an unhealthy pod', () => {
    const halves = (['pair', 'sequential'] as const).map((name) => dead(name, 100, 50));
    const sick = endpointArm(ENDPOINTS[0] ?? '', dead('endpoint', 50, 50));
    const arms = [sick, ...halves, dead('race', 100, 40, { oneFailed: 15 })];
    const repaired = node(counted({ clashResolved: 30 }));
    expect(raceWindow(evidence(arms, { ...repaired, ...lossy(200) }))).toBe('repaired');
    expect(raceWindow(evidence(arms, { ...repaired, ...lossy(200, { conntrack: gone }) }))).toBe('unknown');
  });

  it('stays what it was found to be before', () => {
    const { context } = evidence();
    const before = { context: { ...context, raceWindow: 'repaired' as const } };
    expect(raceWindow(evidence([arm('race', 3)], before))).toBe('repaired');
  });
});
