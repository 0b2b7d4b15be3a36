import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chosen, countArgument, given } from '../../../bench/support/arguments.ts';

const ALL = ['one', 'two', 'three'] as const;

const ended = new Error('ended');
const said: string[] = [];
const codes: unknown[] = [];
const argv = process.argv;

beforeEach(() => {
  said.length = 0;
  codes.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line: string) => said.push(line));
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    codes.push(code);
    throw ended;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.argv = argv;
});

it('chosen takes all names if none is given, and else the given ones in the order of all', () => {
  expect(chosen([], ALL)).toEqual(ALL);
  expect(chosen(['three', 'one', 'three'], ALL)).toEqual(['one', 'three']);
});

it('chosen refuses a name that does not exist, and says which there are', () => {
  expect(() => chosen(['one', 'toString'], ALL)).toThrow(ended);
  expect(said).toEqual(['unknown: toString. Known: one, two, three']);
});

it('a flag that does not exist ends the benchmark with one line and code 2', () => {
  const options = { runs: { type: 'string', default: '1' } } as const;
  expect(given({ args: ['--runs', '3'], options }).values.runs).toBe('3');
  expect(() => given({ args: ['--rnus', '3'], options })).toThrow(ended);
  expect(codes).toEqual([2]);
  expect(said).toEqual([expect.stringMatching(/^Unknown option '--rnus'.*$/)]);
});

it('a first argument that is no number above 0 is refused in one line', () => {
  process.argv = ['node', 'exact.ts'];
  expect(countArgument(5)).toBe(5);
  process.argv = ['node', 'exact.ts', 'many'];
  expect(() => countArgument(5)).toThrow(ended);
  expect(said).toEqual(['the argument must be a whole number above 0, and is many']);
});
