import { describe, expect, it } from 'vitest';
import { ALL_CAUSES } from '../../src/causes/all-causes.ts';
import { CAUSE_IDS } from '../../src/domain/cause.ts';

const RULES = ALL_CAUSES.flatMap(({ rules }) => rules);

describe('the list of causes', () => {
  it('has each cause once', () => {
    expect(ALL_CAUSES.map(({ cause }) => cause).toSorted()).toEqual(CAUSE_IDS.toSorted());
  });

  it('asks in the order of a person: first whether fivesec is at fault, last what names no cause', () => {
    expect(ALL_CAUSES[0]?.cause).toBe('agent-starved');
    expect(ALL_CAUSES.slice(-3).map(({ cause }) => cause)).toEqual([
      'clash-repaired',
      'something-else',
      'not-enough-evidence',
    ]);
  });

  it('has a rule for each cause, but for the one that is left when none fires', () => {
    const without = ALL_CAUSES.filter(({ rules }) => rules.length === 0);
    expect(without.map(({ cause }) => cause)).toEqual(['not-enough-evidence']);
  });

  it('names each rule once, and argues for it in sentences', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, argument } of RULES) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
      expect(argument.length, id).toBeGreaterThan(80);
      expect(argument, id).toMatch(/\.$/);
    }
  });
});

describe('the remedies', () => {
  it('are at least one for each cause, as a sentence without its full stop', () => {
    for (const { cause, remedies } of ALL_CAUSES) {
      expect(remedies.length, cause).toBeGreaterThan(0);
      for (const { change } of remedies) expect(change).toMatch(/^[A-Z].*[^.]$/);
    }
  });

  it('name only rules of their cause, and leave no rule without a remedy', () => {
    for (const { cause, rules, remedies } of ALL_CAUSES) {
      const ids = rules.map(({ id }) => id);
      expect(
        remedies.flatMap(({ onlyFor = [] }) => onlyFor).filter((id) => !ids.includes(id)),
        cause,
      ).toEqual([]);
      for (const id of ids)
        expect(
          remedies.some(({ onlyFor }) => onlyFor === undefined || onlyFor.includes(id)),
          id,
        ).toBe(true);
    }
  });

  it('that are an option of resolv.conf say which C library ignores it', () => {
    const options = ALL_CAUSES.flatMap(({ remedies }) => remedies).filter(({ change }) =>
      change.includes('Set `options'),
    );
    expect(options.length).toBeGreaterThan(3);
    for (const { change } of options) expect(change).toMatch(/musl/);
  });
});
