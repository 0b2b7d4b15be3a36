import { describe, expect, it } from 'vitest';
import {
  codeInWords,
  networkErrorLines,
  networkErrors,
  nothingLeft,
} from '../../src/check/network-errors.ts';
import { answered, networkError, pair, sendError, timedOut } from '../support/wire/outcomes.ts';

const refusedPair = pair({ a: networkError('A'), aaaa: networkError('AAAA') });
const unroutable = { ...networkError('A'), code: 'ENETUNREACH' } as const;

describe('refusals', () => {
  it('are none where queries are answered or lost', () => {
    expect(networkErrors([pair(), pair({ aaaa: timedOut('AAAA') })])).toEqual([]);
  });

  it('are counted among all queries to that server over that transport, most first', () => {
    const tcp = { ...answered('A'), transport: 'tcp' } as const;
    const mixed = pair({ a: sendError('A'), aaaa: tcp });
    expect(networkErrorLines(networkErrors([mixed, refusedPair, pair()]))).toEqual([
      '10.96.0.10:53 over udp: 2 of 5 queries ended in ECONNREFUSED (refused: nothing listens there, or the Service has no ready pod)',
      '10.96.0.10:53 over udp: 1 of 5 queries ended in ENETUNREACH (no route to that address)',
    ]);
  });

  it('keep a code that has no words', () => expect(codeInWords('EPROTO')).toBe('EPROTO'));
});

describe('nothing has left', () => {
  it('where each query failed before it was on its way', () => {
    expect(nothingLeft([pair({ a: sendError('A'), aaaa: unroutable })])).toMatchObject({
      code: 'ENETUNREACH',
    });
  });

  it('is not found where one query was refused by another host or answered, or where none was sent', () => {
    expect(nothingLeft([refusedPair])).toBeUndefined();
    expect(nothingLeft([pair({ a: sendError('A') })])).toBeUndefined();
    expect(nothingLeft([])).toBeUndefined();
  });
});
