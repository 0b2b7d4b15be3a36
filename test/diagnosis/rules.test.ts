import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/diagnosis/rules.ts';
import { CAUSE_IDS } from '../../src/domain/cause.ts';

describe('the table of rules', () => {
  it('has a rule for each cause, but for the one that is left when none fires', () => {
    const causes = new Set(RULES.map(({ cause }) => cause));
    expect(CAUSE_IDS.filter((cause) => !causes.has(cause))).toEqual(['not-enough-evidence']);
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
