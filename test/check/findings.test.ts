import { expect, it } from 'vitest';
import { isAlarming } from '../../src/check/findings.ts';
import { CAUSE_IDS } from '../../src/domain/cause.ts';

it('takes each cause for an alarm, but for a clash that does no harm and for fivesec being short of CPU', () => {
  const harmless = CAUSE_IDS.filter((cause) => !isAlarming({ cause }));
  expect(harmless).toEqual(['agent-starved', 'clash-repaired']);
});

it('is alarmed by a stall whose cause it does not know', () => {
  expect(isAlarming({ cause: 'not-enough-evidence' })).toBe(true);
});
