import { expect, it } from 'vitest';
import { RACE_WINDOW_WORDS } from '../../../src/compare/clash/race-window-words.ts';
import { RACE_WINDOWS } from '../../../src/domain/evidence.ts';

it('every race window has a clause of its own', () => {
  const clauses = RACE_WINDOWS.map((window) => RACE_WINDOW_WORDS[window]);
  expect(new Set(clauses).size).toBe(RACE_WINDOWS.length);
  for (const clause of clauses) expect(clause).toMatch(/^\p{L}.{20,}[^.]$/u);
});
