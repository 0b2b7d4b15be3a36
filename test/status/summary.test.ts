import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import { firstRemedy, summary } from '../../src/status/summary.ts';
import { linesOf } from '../support/agent/html-lines.ts';
import { type Given, pageViewOf, past, pastStalls, racingNode } from '../support/agent/page-views.ts';

const said = (given: Given) => {
  const { tone, sentence } = summary(pageViewOf(given));
  return [tone, ...linesOf(sentence)];
};
const verdict = (given: Partial<Verdict>): Verdict => ({
  cause: 'endpoint-down',
  confidence: 0.95,
  rule: 'r',
  facts: [],
  remedies: [{ change: 'Restart the DNS pod. It is gone' }],
  ...given,
});

describe('the first sentence', () => {
  it('says how many lookups stalled, why, and what to do first', () => {
    const { tone, sentence } = summary(racingNode());
    expect([tone, ...linesOf(sentence)]).toEqual([
      'bad',
      'DNS stalls on this node: 4 of 120 lookups waited 5 s in the last 15 minutes; cause: A and AAAA clash in conntrack under DNAT and one of them is dropped; do this first: Run NodeLocal DNSCache: queries to it are neither rewritten nor tracked.',
    ]);
  });

  it.each([
    [0.95, '; cause: one or more DNS pods'],
    [0.6, '; probable cause: one or more DNS pods'],
    [0.5, '; possible cause: one or more DNS pods'],
  ])('is as sure as the verdict is: %f', (confidence, words) => {
    expect(said({ verdicts: [verdict({ confidence })], past: pastStalls(1, 10) })[1]).toContain(words);
  });

  it('does not say that lookups stall where only pairs were lost', () => {
    expect(said({ verdicts: [verdict({})], past: past([{}, {}]) })).toEqual([
      'bad',
      'DNS has a fault on this node: none of 2 lookups stalled in the last 15 minutes; cause: one or more DNS pods do not answer; do this first: Restart the DNS pod.',
    ]);
  });

  it('says that the cause is not known', () => {
    const remedies = [{ change: 'Measure longer, or run `fivesec check`' }];
    expect(
      said({ verdicts: [verdict({ cause: 'not-enough-evidence', remedies })], past: pastStalls(1, 10) }),
    ).toEqual([
      'unsure',
      'DNS stalls on this node: 1 of 10 lookups waited 5 s in the last 15 minutes; the cause is not known yet; do this first: Measure longer, or run fivesec check.',
    ]);
    const [, other] = said({
      verdicts: [verdict({ cause: 'something-else', remedies: [] })],
      past: pastStalls(1, 10),
    });
    expect(other).toMatch(
      /; the cause is not known: queries are lost in a pattern that no known cause makes\.$/,
    );
  });

  it('says that DNS is healthy, and when it last was not', () => {
    expect(said({ past: past([{}]) })).toEqual([
      'good',
      'DNS is healthy on this node: none of 1 lookup stalled in the last 15 minutes.',
    ]);
    expect(said({ past: past([{ durationMs: 5_003, agoMs: 420_000 }, {}]) })).toEqual([
      'good',
      'DNS is healthy on this node now: 1 of 2 lookups waited 5 s in the last 15 minutes, the last one 7 minutes ago.',
    ]);
  });

  it('does not say that DNS is healthy right after a lookup stalled or failed', () => {
    expect(said({ past: past([{ durationMs: 5_003, agoMs: 8_000 }, {}]) })).toEqual([
      'unsure',
      'A lookup stalled on this node: 1 of 2 lookups waited 5 s in the last 15 minutes, the last one 8 seconds ago; the cause is not known yet.',
    ]);
    expect(said({ past: past([{ result: 'timeout', agoMs: 3_000 }, {}]) })).toEqual([
      'unsure',
      'A lookup failed on this node: 1 of 2 lookups failed in the last 15 minutes, the last one 3 seconds ago; the cause is not known yet.',
    ]);
    const starved = past([{ durationMs: 5_003, agoMs: 8_000, starved: true }]);
    expect(said({ past: starved })[0]).toBe('good');
  });

  it('counts a harmless cause as no fault', () => {
    expect(said({ verdicts: [verdict({ cause: 'clash-repaired' })], past: past([{}]) })[0]).toBe('good');
  });

  it('says that fivesec itself is the trouble', () => {
    expect(
      said({ verdicts: [verdict({ cause: 'agent-starved', remedies: [] })], past: past([{}]) })[1],
    ).toMatch(/^fivesec is too slow to measure on this node: .* This shows nothing about DNS\.$/);
    expect(said({ healthy: false })[1]).toMatch(/^fivesec has stopped measuring on this node: /);
    expect(said({ ready: false })[1]).toMatch(/^fivesec is starting: /);
  });
});

describe('the first remedy', () => {
  it('is the one that was measured to help, or else the first one', () => {
    const view = racingNode();
    const [named] = view.judgement.verdicts;
    if (named === undefined) throw new Error('there is no verdict');
    expect(firstRemedy(named, view)?.change).toMatch(/^Run NodeLocal DNSCache/);
    const unmeasured = named.remedies.filter(({ measured }) => measured === undefined);
    expect(firstRemedy({ ...named, remedies: unmeasured }, view)).toBe(unmeasured[0]);
    const useless = { change: 'x', measured: { strategy: 'tcp', lossRatio: 0.9, low: 0, high: 1 } } as const;
    expect(firstRemedy({ ...named, remedies: [...unmeasured, useless] }, view)).toBe(unmeasured[0]);
    expect(firstRemedy({ ...named, remedies: [] }, view)).toBeUndefined();
  });
});
