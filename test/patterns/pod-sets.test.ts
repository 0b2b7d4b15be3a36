import { expect, it } from 'vitest';
import { podSets, silentPods } from '../../src/patterns/pod-sets.ts';
import { ask } from './asks.ts';

/** A DNS pod that is asked straight, of whose 50 pairs so many are lost. */
const pod = (address: string, both: number) =>
  ask({ strategy: 'endpoint', target: { kind: 'endpoint', address } }, { neither: 50 - both, both });

it('each pod that lost something is a set of its own', () => {
  expect(podSets([pod('a', 2), pod('b', 0), pod('c', 30)])).toEqual([['a'], ['c']]);
});

it('pods that lost most queries are a set, unless these are all pods', () => {
  expect(podSets([pod('a', 50), pod('b', 0), pod('c', 30)])).toContainEqual(['a', 'c']);
  expect(podSets([pod('a', 50), pod('c', 30)])).toEqual([['a'], ['c']]);
});

it('pods that lost about as much as each other are a set, if the rest lost hardly anything', () => {
  expect(podSets([pod('a', 19), pod('b', 0), pod('c', 15)])).toEqual([['a'], ['c'], ['a', 'c']]);
  expect(podSets([pod('a', 19), pod('b', 1), pod('c', 15)])).toContainEqual(['a', 'c']);
  expect(podSets([pod('a', 19), pod('b', 0), pod('c', 6)])).not.toContainEqual(['a', 'c']);
  expect(podSets([pod('a', 19), pod('b', 4), pod('c', 15)])).not.toContainEqual(['a', 'c']);
  expect(podSets([pod('a', 4), pod('b', 0), pod('c', 4)])).not.toContainEqual(['a', 'c']);
});

it('a pod is silent if it answers neither query, while another one answers', () => {
  const half = ask({ strategy: 'endpoint', target: { kind: 'endpoint', address: 'c' } }, { onlyAaaa: 50 });
  expect(silentPods([pod('a', 50), pod('b', 0)])).toEqual(['a']);
  expect(silentPods([pod('a', 50), half])).toEqual(['a']);
  expect(silentPods([pod('a', 50), pod('b', 50)])).toEqual([]);
});
