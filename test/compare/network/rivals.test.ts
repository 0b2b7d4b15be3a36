import { describe, expect, it } from 'vitest';
import { confidenceBesideRivals, rivalFacts, rivalsOf } from '../../../src/compare/network/rivals.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { absent } from '../../../src/domain/reading.ts';
import { arm, counted, evidence, lossy, queries } from '../../diagnosis/evidences.ts';

const rivals = (changes: Parameters<typeof lossy>[1] = {}) =>
  rivalsOf(viewOf(evidence([], lossy(100, changes))));

describe('the counters of other causes', () => {
  it('allow packet loss where none of them rises', () => {
    expect(confidenceBesideRivals(rivals())).toBe(1);
    expect(rivalFacts(rivals()).join()).toMatch(/^counters with no more drops than usual: conntrack, /);
  });

  it('allow likely packet loss where one rises and explains few of the lost queries, whatever else goes wrong', () => {
    const slow = arm('pair', 400, { a: queries(400, { slow: 400 }) });
    const made = (drop: number) =>
      rivalsOf(viewOf(evidence([slow], lossy(100, { conntrack: counted({ drop }) }))));
    expect([20, 60].map((drop) => confidenceBesideRivals(made(drop)))).toEqual([0.8, 0.5]);
  });

  it('are compared with what the loss itself has taken, if another fault lost most of the queries', () => {
    const view = viewOf(evidence([], lossy(1000, { conntrack: counted({ drop: 20 }) })));
    expect(confidenceBesideRivals(rivalsOf(view))).toBe(0.8);
    expect([30, 300].map((own) => confidenceBesideRivals(rivalsOf(view, own)))).toEqual([0.5, 0.8]);
  });

  it('allow half of it where one rises with the losses, or cannot be read', () => {
    expect(confidenceBesideRivals(rivals({ conntrack: counted({ drop: 100 }) }))).toBe(0.5);
    const unread = rivals({ softnet: absent('no-file', 'no softnet here') });
    expect(confidenceBesideRivals(unread)).toBe(0.5);
    expect(rivalFacts(unread).join()).toContain("drops of the CPUs' backlog: not known (no softnet here)");
  });
});
