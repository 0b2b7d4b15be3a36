import { expect, it } from 'vitest';
import { CAUSE_IDS, CAUSES, harmOf, isAlarming, isNamedByExclusion } from '../../src/domain/cause.ts';

it('each cause has a title: one clause without its full stop', () => {
  for (const { title } of Object.values(CAUSES)) expect(title).toMatch(/[^.]$/);
});

it('one cause is harmless, one is about fivesec itself, two name no cause, and all others are faults', () => {
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

it('a stall whose cause is not known is alarming', () => {
  expect(isAlarming('not-enough-evidence')).toBe(true);
});

it('names only packet loss and something else by exclusion', () => {
  expect(CAUSE_IDS.filter(isNamedByExclusion)).toEqual(['packet-loss', 'something-else']);
});
