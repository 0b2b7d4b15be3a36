import { expect, it } from 'vitest';
import { CURES } from '../../src/diagnosis/cures.ts';
import { CAUSE_IDS } from '../../src/domain/cause.ts';

it('every cause has at least one cure, as a sentence without its full stop', () => {
  for (const cause of CAUSE_IDS) {
    expect(CURES[cause].length, cause).toBeGreaterThan(0);
    for (const { change } of CURES[cause]) expect(change).toMatch(/^[A-Z].*[^.]$/);
  }
});

it('whatever is an option of resolv.conf says which C library ignores it', () => {
  const options = Object.values(CURES)
    .flat()
    .filter(({ change }) => change.includes('Set `options'));
  expect(options.length).toBeGreaterThan(3);
  for (const { change } of options) expect(change).toMatch(/musl/);
});
