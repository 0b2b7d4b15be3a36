import { expect, it } from 'vitest';
import { isCause } from '../../src/domain/node-report.ts';

it('recognises its own causes, and no similar name', () => {
  expect(isCause('conntrack-race')).toBe(true);
  expect([isCause('from-the-future'), isCause('toString'), isCause('')]).toEqual([false, false, false]);
});
