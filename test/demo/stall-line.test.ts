import { describe, expect, it } from 'vitest';
import { stallLine } from '../../src/demo/stall-line.ts';
import type { QueryOutcome } from '../../src/domain/outcome.ts';
import {
  aborted,
  answered,
  late,
  lookup,
  networkError,
  rcodeError,
  sendError,
  timedOut,
} from '../support/wire/outcomes.ts';

const at = (outcome: QueryOutcome, sentAtMs: number, attempt: number) => {
  return { candidate: 0, attempt, outcome: { ...outcome, sentAtMs } };
};

describe('stallLine', () => {
  it('says how long the lookup took, and how each attempt ended', () => {
    const queries = [
      at(answered('A'), 0, 0),
      at(timedOut('AAAA'), 0, 0),
      at(answered('A'), 5006, 1),
      at(answered('AAAA'), 5006, 1),
    ];
    expect(stallLine({ ...lookup({ durationMs: 5008, name: 'web.test.' }), queries })).toBe(
      'glibc waited 5.01 s for web.test.: at 0.00 s A answered, AAAA got no answer; at 5.01 s A and AAAA answered',
    );
  });

  it('says that it failed, and orders attempts by the time of sending', () => {
    const queries = [at(timedOut('A'), 2500, 1), at(timedOut('A'), 0, 0)];
    expect(stallLine({ ...lookup({ result: 'timeout', durationMs: 5000 }), queries })).toMatch(
      / and got no address \(timeout\): at 0\.00 s A got no answer; at 2\.50 s A got no answer$/,
    );
  });

  it.each([
    [late('A'), 'answered too late'],
    [rcodeError('A'), 'answered SERVFAIL'],
    [networkError('A'), 'got the network error ECONNREFUSED'],
    [sendError('A'), 'was not sent (ENETUNREACH)'],
    [aborted('A'), 'was given up'],
  ])('has words for every end: %j', (outcome, words) => {
    expect(stallLine({ ...lookup(), queries: [at(outcome, 0, 0)] })).toMatch(
      new RegExp(` A ${words.replaceAll(/[()]/g, '\\$&')}$`),
    );
  });
});
