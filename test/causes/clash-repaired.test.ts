import { describe, expect, it } from 'vitest';
import { absent } from '../../src/domain/reading.ts';
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
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const clashRepaired = ruleOf('clash-repaired');

const raced = arm('race', 100, { aaaa: queries(100, { timedOut: 20 }) });

describe('clash-repaired', () => {
  const clashes = (clashResolved: number) => ({
    node: still(60_000, { conntrack: counted({ clashResolved }) }),
  });

  it("is not worth a word when fivesec's own races explain all clashes and nothing stalls", () => {
    expect(named(evidence([], clashes(60)))).toEqual([]);
  });

  it('is named when other pods clash too, and is unlikely when something stalls', () => {
    expect(confidence(clashRepaired, evidence([], clashes(50_000)))).toBe(0.9);
    const stalling = evidence([arm('tcp', 100, { a: queries(100, { timedOut: 2 }) })], clashes(60));
    expect(confidence(clashRepaired, stalling)).toBe(0.3);
  });

  it('says that fivesec provokes clashes, and that they are not the reason if something stalls', () => {
    const stalling = evidence([arm('tcp', 100, { a: queries(100, { timedOut: 2 }) })], clashes(60));
    expect(apply(clashRepaired, stalling)?.facts).toEqual([
      expect.stringMatching(
        /^the kernel repaired 60 clashes .* a repaired clash loses no packet. fivesec provokes such clashes/,
      ),
      expect.stringMatching(
        /^pairs sent at once \(race.*\) that lost one of the two queries: 0 of \d+ .* sent apart that lost a query: 0 of \d+ \(0 %\)$/,
      ),
      'so these clashes are not why something stalls here',
    ]);
    expect(apply(clashRepaired, evidence([], clashes(50_000)))?.facts).toHaveLength(2);
  });

  it('is not named when clashes lose packets', () => {
    expect(apply(clashRepaired, evidence([raced], clashes(60)))).toBeUndefined();
  });

  it('is not named when clashes may lose packets beside an unhealthy pod, and the counters that would show it cannot be read', () => {
    const halves = (['pair', 'sequential'] as const).map((name) => dead(name, 100, 50));
    const sick = endpointArm(ENDPOINTS[0] ?? '', dead('endpoint', 50, 50));
    const arms = [sick, ...halves, dead('race', 100, 40, { oneFailed: 15 })];
    expect(apply(clashRepaired, evidence(arms, { ...clashes(60), ...lossy(200) }))?.facts[1]).toContain(
      'More are lost at once because a DNS pod fails',
    );
    const blind = lossy(200, { conntrack: absent('no-file', 'x') });
    expect(apply(clashRepaired, evidence(arms, { ...clashes(60), ...blind }))).toBeUndefined();
  });
});
