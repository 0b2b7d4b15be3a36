import { describe, expect, it } from 'vitest';
import { failed, isReadLate, NO_QUERIES, tally, troubled } from '../../src/evidence/tally.ts';
import {
  aborted,
  answered,
  late,
  malformed,
  networkError,
  rcodeError,
  sendError,
  timedOut,
} from '../support/wire/outcomes.ts';

describe('a tally', () => {
  it('counts every kind of outcome once, and aborted queries never', () => {
    const outcomes = [
      answered(),
      late(),
      rcodeError('A', 300),
      timedOut(),
      timedOut('A', ['10.244.0.2:53']),
      timedOut('A', ['192.0.2.9:53']),
      networkError(),
      malformed(),
      sendError(),
      aborted(),
    ];
    const queries = outcomes.map((outcome) => ({ outcome, starvedMs: 0 }));
    expect(tally(queries, (from) => from.startsWith('10.244'))).toEqual({
      answered: 1,
      late: 1,
      rcodeErrors: 1,
      rcodes: { SERVFAIL: 1 },
      timedOut: 3,
      wrongSource: 2,
      wrongSourceFromEndpoint: 1,
      networkErrors: 1,
      networkErrorCodes: { ECONNREFUSED: 1 },
      malformed: 1,
      malformedReasons: { unparsable: 1 },
      sendErrors: 1,
      sendErrorCodes: { ENETUNREACH: 1 },
      slow: 2,
    });
  });

  it('counts the error codes of late answers apart', () => {
    const outcome = late('A', 6000, 'SERVFAIL');
    expect(tally([{ outcome, starvedMs: 0 }], () => false)).toMatchObject({
      late: 1,
      rcodeErrors: 0,
      lateRcodes: { SERVFAIL: 1 },
    });
  });

  it('does not count an answer or an error code as slow if fivesec itself stood still meanwhile', () => {
    const slowOf = (starvedMs: number) =>
      tally(
        [answered('A', 400), rcodeError('A', 400)].map((outcome) => ({ outcome, starvedMs })),
        () => false,
      ).slow;
    expect(slowOf(0)).toBe(2);
    expect(slowOf(20)).toBe(2);
    expect(slowOf(300)).toBe(0);
  });

  it('without outcomes is all zeros', () => expect(tally([], () => false)).toEqual(NO_QUERIES));
});

describe('a query', () => {
  it('has failed when nothing came, not when an answer was late or an error', () => {
    expect([timedOut(), networkError()].every(failed)).toBe(true);
    expect([answered(), late(), rcodeError(), aborted(), sendError()].some(failed)).toBe(false);
  });

  it('was read late when it is slow and a stall covers a good part of its time', () => {
    expect(isReadLate({ outcome: answered('A', 400), starvedMs: 300 })).toBe(true);
    expect(isReadLate({ outcome: answered('A', 400), starvedMs: 20 })).toBe(false);
    expect(isReadLate({ outcome: answered('A', 2), starvedMs: 300 })).toBe(false);
    expect(isReadLate({ outcome: timedOut(), starvedMs: 300 })).toBe(false);
  });

  it('is in trouble when it failed or was slow', () => {
    expect([timedOut(), late(), answered('A', 200)].every(troubled)).toBe(true);
    expect([answered('A', 199), rcodeError(), aborted()].some(troubled)).toBe(false);
  });
});
