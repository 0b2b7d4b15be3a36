import { expect, test } from 'vitest';
import { Focus } from '../../src/agent/focus.ts';

test('there is no trouble at first; then it is the one that was set last', () => {
  const focus = new Focus();
  expect(focus.sinceMs).toBeUndefined();
  focus.set(70);
  focus.set(90);
  expect(focus.sinceMs).toBe(90);
});
