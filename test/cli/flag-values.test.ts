import { describe, expect, it } from 'vitest';
import { collect, countOf, durationOf, shareOf } from '../../src/cli/flag-values.ts';
import { runInProcess } from './in-process.ts';

describe('the values of flags', () => {
  it('are read', () => {
    expect([shareOf('0'), shareOf('0.25'), shareOf('1')]).toEqual([0, 0.25, 1]);
    expect([countOf('1'), countOf('3600')]).toEqual([1, 3600]);
    expect([durationOf('10ms'), durationOf('2m')]).toEqual([10, 120_000]);
    expect(collect('b', collect('a', undefined))).toEqual(['a', 'b']);
  });

  it.each(['', ' ', 'x', '-1', '1.1', 'NaN'])('are refused: %j is no share', (text) => {
    expect(() => shareOf(text)).toThrow('It must be a number from 0 to 1.');
  });

  it.each(['0', '-1', '1.5', '1e3', '9999999999'])('are refused: %j is no count', (text) => {
    expect(() => countOf(text)).toThrow('It must be a whole number of 1 or more.');
  });

  it.each(['5', '1ms', '2000h'])('are refused: %j is no duration here', (text) => {
    expect(() => durationOf(text)).toThrow(/^must be /);
  });
});

it.each([
  [['demo', '--rate', '2'], 'It must be a number from 0 to 1.'],
  [['demo', '--fault', 'nope'], 'Allowed choices are none, race'],
  [['trace', '--count', '0', 'http://web.test/'], 'It must be a whole number of 1 or more.'],
  [['trace', '--interval', '5', 'http://web.test/'], 'must be a duration'],
  [['trace'], "missing required argument 'URL'"],
  [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish.'],
])('a mistake is one line and exit code 2: %j', async (argv, said) => {
  const { code, out, err } = await runInProcess(argv);
  expect(err).toContain(said);
  expect([code, out]).toEqual([2, '']);
});
