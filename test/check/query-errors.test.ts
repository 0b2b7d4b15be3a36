import { describe, expect, it } from 'vitest';
import {
  codeInWords,
  networkErrorLines,
  networkErrors,
  nothingLeft,
  queryErrors,
  sendErrorLines,
  sendErrors,
} from '../../src/check/query-errors.ts';
import { answered, networkError, pair, sendError, timedOut } from '../support/wire/outcomes.ts';

const refusedPair = pair({ a: networkError('A'), aaaa: networkError('AAAA') });
const unroutable = { ...networkError('A'), code: 'ENETUNREACH' } as const;

describe('network errors', () => {
  it('are none where queries are answered or lost', () => {
    expect(networkErrors([pair(), pair({ aaaa: timedOut('AAAA') })])).toEqual([]);
  });

  it('are counted among all queries to that server over that transport, most first', () => {
    const tcp = { ...answered('A'), transport: 'tcp' } as const;
    const mixed = pair({ a: unroutable, aaaa: tcp });
    expect(networkErrorLines(networkErrors([mixed, refusedPair, pair()]))).toEqual([
      '10.96.0.10:53 over udp: 2 of 5 queries ended in ECONNREFUSED (refused: nothing listens there, or the Service has no ready pod)',
      '10.96.0.10:53 over udp: 1 of 5 queries ended in ENETUNREACH (no route to that address)',
    ]);
  });

  it('keep a code that has no words', () => expect(codeInWords('EPROTO')).toBe('EPROTO'));
});

describe('send errors', () => {
  const pairs = [pair({ a: sendError('A') }), refusedPair];

  it('are queries that the local kernel did not send, and are no network errors', () => {
    expect(sendErrorLines(sendErrors(pairs))).toEqual([
      '10.96.0.10:53 over udp: 1 of 4 queries were not sent: ENETUNREACH (no route to that address)',
    ]);
    expect(networkErrors(pairs)).toMatchObject([{ code: 'ECONNREFUSED', queries: 2, of: 4 }]);
  });

  it('stand beside the network errors of the same check', () => {
    expect(queryErrors(pairs)).toEqual({
      networkErrors: networkErrors(pairs),
      sendErrors: sendErrors(pairs),
    });
  });

  it('are none where each query was sent', () => {
    expect(sendErrors([pair(), refusedPair])).toEqual([]);
  });
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
