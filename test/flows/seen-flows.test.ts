/** The flows of one reading, by identity. */

import { expect, it } from 'vitest';
import { SeenFlows } from '../../src/flows/seen-flows.ts';

/** Identities as hashes give them: 32 bits, positive and negative, zero among them. */
const identities = (count: number) =>
  Array.from({ length: count }, (_, index) => Math.imul(index, 0x9e3779b1));

it('has the state of each flow that was added, while it grows', () => {
  const seen = new SeenFlows();
  const ids = identities(70_000);
  for (const [index, id] of ids.entries()) {
    if (seen.get(id) !== undefined) throw new Error(`${id} is there before it was added`);
    seen.add(id, index - 2);
  }
  expect(seen.size).toBe(70_000);
  expect(ids.findIndex((id, index) => seen.get(id) !== index - 2)).toBe(-1);
  expect(seen.get(12_345)).toBeUndefined();
});

it('forgets all flows, and takes others after many and after few', () => {
  const seen = new SeenFlows();
  for (const count of [70_000, 70_000, 3, 3]) {
    for (const id of identities(count)) seen.add(id, -1);
    expect([seen.size, seen.get(0), seen.get(Math.imul(2, 0x9e3779b1))]).toEqual([count, -1, -1]);
    seen.clear();
    expect([seen.size, seen.get(0), seen.get(Math.imul(2, 0x9e3779b1))]).toEqual([0, undefined, undefined]);
  }
});

it('finds flows whose identities end in the same bits', () => {
  const seen = new SeenFlows();
  const ids = Array.from({ length: 1000 }, (_, index) => (index + 1) << 20);
  for (const id of ids) seen.add(id, id >> 20);
  expect(ids.every((id) => seen.get(id) === id >> 20)).toBe(true);
});
