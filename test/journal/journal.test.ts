import { describe, expect, it } from 'vitest';
import { isNotable, Journal, type Probe } from '../../src/journal/journal.ts';
import { explanation } from '../support/agent/explanations.ts';
import { aborted, late, lookup, pair, rcodeError, timedOut } from '../support/wire/outcomes.ts';

const quick: Probe = { kind: 'lookup', outcome: lookup() };
const slow: Probe = { kind: 'lookup', outcome: lookup({ durationMs: 5003, retries: 1 }) };
const found = explanation();

describe('Journal', () => {
  it('is empty at first', () => {
    expect(new Journal(3).view()).toEqual({ notable: [], others: [] });
  });

  it('keeps slow and failed probes however many good ones follow', () => {
    const journal = new Journal(3);
    const id = journal.record(slow);
    for (let count = 0; count < 50; count += 1) journal.record(quick);
    const { notable, others } = journal.view();
    expect(notable.map((entry) => entry.id)).toEqual([id]);
    expect(others.map((entry) => entry.id)).toEqual([51, 50, 49]);
  });

  it('forgets the oldest of many bad ones', () => {
    const journal = new Journal(2);
    for (let count = 0; count < 3; count += 1) journal.record(slow);
    expect(journal.view().notable.map(({ id }) => id)).toEqual([3, 2]);
  });

  it('keeps at least the newest', () => {
    const journal = new Journal(1);
    journal.record(slow);
    journal.record(slow);
    expect(journal.view().notable.map(({ id }) => id)).toEqual([2]);
  });

  it('adds to an entry what was found out about it later', () => {
    const journal = new Journal(2);
    const id = journal.record(slow) ?? 0;
    journal.record(slow);
    const before = journal.view();
    journal.conclude(id, found);
    expect(journal.view().notable.map((entry) => entry.explanation)).toEqual([undefined, found]);
    // A view that was given out does not change.
    expect(before.notable.every((entry) => entry.explanation === undefined)).toBe(true);
  });

  it('ignores an explanation of an entry that is gone', () => {
    const journal = new Journal(1);
    journal.conclude(7, found);
    expect(journal.view()).toEqual({ notable: [], others: [] });
  });

  it('has no entry for a probe that fivesec aborted', () => {
    const journal = new Journal(3);
    expect(journal.record({ kind: 'lookup', outcome: lookup({ result: 'aborted' }) })).toBeUndefined();
    expect(journal.record({ kind: 'pair', outcome: pair({ a: aborted('A') }) })).toBeUndefined();
    expect(journal.view()).toEqual({ notable: [], others: [] });
  });

  it('is the same after it was written and read as JSON', () => {
    const journal = new Journal(3);
    journal.conclude(journal.record(slow) ?? 0, found);
    journal.record({ kind: 'pair', outcome: pair() });
    expect(JSON.parse(JSON.stringify(journal.view()))).toEqual(journal.view());
  });
});

describe('isNotable', () => {
  it.each<[string, Probe]>([
    ['a slow lookup', slow],
    ['a failed lookup', { kind: 'lookup', outcome: lookup({ result: 'server-failure' }) }],
    ['half a pair', { kind: 'pair', outcome: pair({ aaaa: timedOut('AAAA') }) }],
    ['a late answer', { kind: 'pair', outcome: pair({ a: late('A') }) }],
    ['an error', { kind: 'pair', outcome: pair({ a: rcodeError('A'), aaaa: rcodeError('AAAA') }) }],
    ['a starved probe', { kind: 'pair', outcome: pair({ durationMs: 50, starvedMs: 40 }) }],
  ])('is %s', (_what, probe) => expect(isNotable(probe)).toBe(true));

  it('is not a quick lookup, and not a whole pair', () => {
    expect([isNotable(quick), isNotable({ kind: 'pair', outcome: pair() })]).toEqual([false, false]);
  });
});
