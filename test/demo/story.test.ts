import { describe, expect, it } from 'vitest';
import { Story } from '../../src/demo/story.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { lookup } from '../support/wire/outcomes.ts';

const RACE: Verdict = {
  cause: 'conntrack-race',
  confidence: 0.95,
  rule: 'r',
  facts: ['race: 4 of 10'],
  remedies: [
    { change: 'Run a newer kernel' },
    {
      change: 'Set single-request-reopen. Measured here: 0 of 9',
      measured: { strategy: 'reopen', lossRatio: 0, low: 0, high: 0.3 },
    },
  ],
};

function begin() {
  let elapsedMs = 0;
  const story = new Story({ elapsedMs: () => elapsedMs, page: 'http://127.0.0.1:9353/' });
  const wait = (ms: number) => {
    elapsedMs += ms;
  };
  return { story, wait };
}

describe('the story of the demo', () => {
  it('shows the first slow lookup only', () => {
    const { story, wait } = begin();
    expect(story.lookup(lookup())).toEqual([]);
    wait(5700);
    expect(story.lookup(lookup({ durationMs: 5003 }))).toEqual([
      expect.stringMatching(/^ {3}5\.7 s {2}glibc waited 5\.00 s for /),
    ]);
    expect(story.lookup(lookup({ durationMs: 5003 }))).toEqual([]);
  });

  it('shows a verdict once, with the remedy that was measured and the page', () => {
    const { story } = begin();
    story.lookup(lookup({ durationMs: 5003 }));
    expect(story.verdicts([RACE])).toEqual([
      '   0.0 s  verdict: conntrack-race (95 % sure): A and AAAA clash in conntrack under DNAT and one of them is dropped',
      '          - race: 4 of 10',
      '          what helps: Set single-request-reopen. Measured here: 0 of 9',
      '          the same as a page, with every lookup: http://127.0.0.1:9353/',
    ]);
    expect(story.verdicts([RACE])).toEqual([]);
    expect(story.verdicts([{ ...RACE, cause: 'packet-loss' }])).toHaveLength(4);
  });

  it('holds a verdict back until a lookup was slow, but not for ever', () => {
    const { story, wait } = begin();
    expect(story.verdicts([RACE])).toEqual([]);
    wait(20_000);
    expect(story.verdicts([RACE])).toHaveLength(4);
  });

  it('shows no cause that is only possible, harmless or unnamed', () => {
    const { story } = begin();
    story.lookup(lookup({ durationMs: 5003 }));
    const quiet: readonly Verdict[] = [
      { ...RACE, confidence: 0.5 },
      { ...RACE, cause: 'clash-repaired' },
      { ...RACE, cause: 'not-enough-evidence' },
    ];
    expect(story.verdicts(quiet)).toEqual([]);
    expect(story.sum()).toMatch(/no verdict\.$/);
  });

  it('ends with a sum, without lookups that were given up', () => {
    const { story, wait } = begin();
    story.lookup(lookup({ durationMs: 5003 }));
    story.lookup(lookup({ result: 'timeout', durationMs: 10_000 }));
    story.lookup(lookup({ result: 'aborted' }));
    story.verdicts([{ ...RACE, confidence: 0.8 }]);
    story.verdicts([RACE]);
    wait(61_400);
    expect(story.sum()).toBe(
      'In 61 s: 2 lookups, 2 slow (2.4 s or longer), 1 failed; verdict: conntrack-race (95 % sure).',
    );
  });

  it('ends with the whole sum where none was written, and else with what is new since', () => {
    const { story, wait } = begin();
    story.lookup(lookup({ durationMs: 5003 }));
    expect(begin().story.end()).toMatch(/^In 0 s: 0 lookups, .*; no verdict\.$/);
    wait(60_000);
    const sum = story.sum();
    wait(12_000);
    story.lookup(lookup());
    story.lookup(lookup({ result: 'timeout', durationMs: 10_000 }));
    expect(story.end()).toBe(
      'The demo ends. In the last 12 s: 2 lookups, 1 slow (2.4 s or longer), 1 failed.',
    );
    expect(sum).toContain('1 lookups, 1 slow');
    story.verdicts([RACE]);
    expect(story.end()).toMatch(/; verdict: conntrack-race \(95 % sure\)\.$/);
  });
});
