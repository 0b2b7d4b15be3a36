import { expect, it } from 'vitest';
import { isCause } from '../../src/domain/node-report.ts';

it('knows its own causes, and nothing that only looks like one', () => {
  expect(isCause('conntrack-race')).toBe(true);
  expect([isCause('from-the-future'), isCause('toString'), isCause('')]).toEqual([false, false, false]);
});
