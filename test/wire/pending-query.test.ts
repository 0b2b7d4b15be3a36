import { describe, expect, it } from 'vitest';
import type { SentQuery } from '../../src/domain/outcome.ts';
import { notSent, openQuery, outcomeOf, rememberSource } from '../../src/wire/pending-query.ts';

const sent: SentQuery = {
  name: 'web.test',
  qtype: 'A',
  server: { address: '192.0.2.53', port: 53 },
  transport: 'udp',
  localPort: 40_000,
  sentAtMs: 100,
};
const open = () => openQuery(sent, 7, (id) => new Uint8Array([id]));

describe('outcomeOf', () => {
  it('is what decided first', () => {
    const ask = open();
    ask.end = { kind: 'malformed', ...sent, rttMs: 3, reason: 'unparsable' };
    expect(outcomeOf(ask, 5000, false)).toBe(ask.end);
    expect(outcomeOf(ask, 5000, true)).toBe(ask.end);
  });

  it('is a timeout while nothing was heard, with who answered instead', () => {
    const ask = open();
    ask.wrongSources.push('10.0.0.7:53');
    expect(outcomeOf(ask, 5100, false)).toEqual({
      kind: 'timed-out',
      ...sent,
      waitedMs: 5000,
      wrongSources: ['10.0.0.7:53'],
    });
  });

  it('is malformed if the server sent something that matches no query, unless the answer came from elsewhere', () => {
    const ask = open();
    ask.unmatchedAtMs = 103;
    expect(outcomeOf(ask, 5100, false)).toEqual({
      kind: 'malformed',
      ...sent,
      rttMs: 3,
      reason: 'unmatched',
    });
    ask.wrongSources.push('10.0.0.7:53');
    expect(outcomeOf(ask, 5100, false).kind).toBe('timed-out');
  });

  it('is aborted only if fivesec gave up before the deadline', () => {
    const ask = open();
    expect(outcomeOf(ask, 5100, true)).toEqual({ kind: 'aborted', ...sent });
    ask.expired = true;
    expect(outcomeOf(ask, 5100, true).kind).toBe('timed-out');
  });
});

describe('notSent', () => {
  it('is an error of sending, or aborted if fivesec itself could not send in time', () => {
    expect(notSent(sent, 'EPERM')).toEqual({ kind: 'send-failed', ...sent, code: 'EPERM' });
    expect(notSent(sent, 'OWN_FAULT')).toEqual({ kind: 'aborted', ...sent });
  });
});

describe('rememberSource', () => {
  it('keeps each source once, in the order in which they came', () => {
    const ask = open();
    const [one, other] = ['10.0.0.7', '10.0.0.8'].map((address) => ({ address, port: 53 }));
    for (const from of [one, other, one]) if (from) rememberSource(ask, from);
    expect(ask.wrongSources).toEqual(['10.0.0.7:53', '10.0.0.8:53']);
  });
});
