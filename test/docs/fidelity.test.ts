import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_CASES } from '../lab/fidelity/cases.ts';
import { comparisons } from '../lab/fidelity/subject.ts';

const text = readFileSync(new URL('../../docs/fidelity.md', import.meta.url), 'utf8');
/** The table's cells without its head and the line below it. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) => line.slice(2, -2).split(' | '));

// A new case needs a new page, made by the lab on a quiet machine: npm run lab -- fidelity
describe('docs/fidelity.md', () => {
  it('has exactly one row for each comparison of each case, in order', () => {
    const compared = rows.map(([title, library, by]) => ({ title, library, by }));
    expect(compared).toEqual(comparisons(ALL_CASES));
  });

  it('says how many rows are the same, and that none differs', () => {
    const judgements = rows.map((row) => row.at(-1));
    const count = (judgement: string) => judgements.filter((one) => one === judgement).length;
    expect(text).toContain(`\n${rows.length} comparisons: ${count('alike')} alike (`);
    expect(text).toContain(`${count('explained')} explained by the C library's source, 0 different.`);
    expect(count('alike') + count('explained')).toBe(rows.length);
  });
});
