import { expect, it } from 'vitest';
import { CAUSE_IDS, CAUSES, harmOf, isAlarming, isNamedByExclusion } from '../../src/domain/cause.ts';

it('has a title for each cause: one clause without its full stop', () => {
  for (const { title } of Object.values(CAUSES)) expect(title).toMatch(/[^.]$/);
});

it('knows one harmless cause, fivesec itself, and the two that say that no cause is named; all others are faults', () => {
  const others = CAUSE_IDS.filter((cause) => harmOf(cause) !== 'fault');
  expect(others.map((cause) => [cause, harmOf(cause)])).toEqual([
    ['agent-starved', 'self'],
    ['clash-repaired', 'harmless'],
    ['something-else', 'unnamed'],
    ['not-enough-evidence', 'unnamed'],
  ]);
});

it('raises an alarm for each cause, except a repaired clash and a lack of CPU for fivesec', () => {
  expect(CAUSE_IDS.filter((cause) => !isAlarming(cause))).toEqual(['agent-starved', 'clash-repaired']);
});

it('is alarmed by a stall whose cause it does not know', () => {
  expect(isAlarming('not-enough-evidence')).toBe(true);
});

it('names only packet loss by exclusion', () => {
  expect(CAUSE_IDS.filter(isNamedByExclusion)).toEqual(['packet-loss']);
});
