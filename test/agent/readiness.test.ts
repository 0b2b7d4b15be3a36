import { expect, test } from 'vitest';
import { Readiness } from '../../src/agent/readiness.ts';

test('the agent is ready once a lookup and a pair have ended', () => {
  const readiness = new Readiness();
  expect(readiness.isReady).toBe(false);
  readiness.pairEnded();
  expect(readiness.isReady).toBe(false);
  readiness.lookupEnded();
  expect(readiness.isReady).toBe(true);
});
