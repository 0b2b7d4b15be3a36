import { expect, it } from 'vitest';
import { chosen } from '../../../bench/support/arguments.ts';

const ALL = ['one', 'two', 'three'] as const;

it('chosen takes all names if none is given, and else the given ones in the order of all', () => {
  expect(chosen([], ALL)).toEqual(ALL);
  expect(chosen(['three', 'one', 'three'], ALL)).toEqual(['one', 'three']);
});

it('chosen refuses a name that does not exist, and says which there are', () => {
  expect(() => chosen(['one', 'toString'], ALL)).toThrow('unknown: toString. Known: one, two, three');
});
