import { describe, expect, it } from 'vitest';
import { absent } from '../../src/domain/reading.ts';
import { explained } from '../../src/status/explained.ts';
import { still } from '../diagnosis/evidences.ts';
import { explanation } from '../support/agent/explanations.ts';
import { linesOf } from '../support/agent/html-lines.ts';

const lines = (given: Parameters<typeof explanation>[0] = {}) => linesOf(explained(explanation(given)));

describe('an explained lookup', () => {
  it('shows the verdict, the other strategies and the counters', () => {
    expect(lines()).toEqual([
      'Why: conntrack-race, 97 % sure',
      'insert_failed rose by 7',
      'Rule: one-of-a-pair',
      'In the 12 s around it',
      'pair: of 40 pairs 7 lost one query, 0 lost both',
      'no query lost; pairs asked: tcp 30, endpoint 10.244.0.2 udp 15',
      'conntrack counters that rose: insertFailed 7, drop 7; 2000 entries at most',
    ]);
  });

  it('says that counters were not read, instead of a rise of nothing', () => {
    const counters = still(1000, { conntrack: absent('no-file', 'no such file') });
    expect(lines({ counters }).at(-1)).toBe('conntrack counters: not known (no such file)');
  });

  it('says that nothing rose', () => {
    expect(lines({ counters: still(1000) }).at(-1)).toMatch(/^conntrack counters that rose: none;/);
  });

  it('claims no certainty where no cause was named', () => {
    const verdict = {
      cause: 'not-enough-evidence',
      confidence: 0,
      rule: 'r',
      facts: [],
      remedies: [],
    } as const;
    expect(lines({ verdict })[0]).toBe('Why: not-enough-evidence');
  });
});
