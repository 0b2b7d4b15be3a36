import { expect, it } from 'vitest';
import { rose } from '../../../src/compare/counts/counter-facts.ts';

it('states the rise of a counter beside the rise that its background lets expect', () => {
  expect(rose('insert_failed', { kind: 'elevated', rise: 12, expected: 0.4321, explains: true })).toBe(
    'insert_failed rose by 12 while queries were lost; 0.43 would be usual',
  );
});
