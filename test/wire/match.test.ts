import { encode, type OptAnswer } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { decodeQuery } from '../../src/demo/query.ts';
import { encodeReply } from '../../src/demo/reply.ts';
import type { QueryType } from '../../src/domain/question.ts';
import { matchResponse } from '../../src/wire/match.ts';
import { encodeQuery } from '../../src/wire/packet.ts';
import { openQuery, type PendingQuery } from '../../src/wire/pending-query.ts';

const SERVER = { address: '192.0.2.53', port: 53 };
const ELSEWHERE = { address: '192.0.2.54', port: 53 };

function pending(qtype: QueryType = 'A', id = 7): PendingQuery {
  const sent = {
    name: 'web.test',
    qtype,
    server: SERVER,
    transport: 'udp',
    localPort: 1,
    sentAtMs: 0,
  } as const;
  return openQuery(sent, id, (own) => encodeQuery({ name: 'web.test', qtype }, own, { optPayload: 1232 }));
}

function reply({ bytes }: PendingQuery, rcode: 'NOERROR' | 'SERVFAIL' = 'NOERROR'): Uint8Array {
  const query = decodeQuery(bytes);
  if (!query) throw new Error('the query is none');
  return encodeReply(query, bytes, { rcode, addresses: rcode === 'NOERROR' ? ['192.0.2.1'] : [] });
}

const OPT: OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: 1232,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

function withOpt(section: 'answers' | 'additionals'): Uint8Array {
  const address = { type: 'A', name: 'web.test', data: '192.0.2.1' } as const;
  return encode({
    type: 'response',
    id: 7,
    questions: [{ type: 'A', class: 'IN', name: 'web.test' }],
    answers: section === 'answers' ? [OPT, address] : [address],
    ...(section === 'additionals' ? { additionals: [OPT] } : {}),
  });
}

/** `bytes` without its question section, and with a count that says so. */
function withoutQuestion(bytes: Uint8Array): Uint8Array {
  const questionBytes = 'web.test'.length + 2 + 4;
  const stripped = new Uint8Array([...bytes.slice(0, 12), ...bytes.slice(12 + questionBytes)]);
  stripped[5] = 0;
  return stripped;
}

describe('a response', () => {
  it('answers the query with its id and its question', () => {
    const [a, aaaa] = [pending('A', 7), pending('AAAA', 8)];
    expect(matchResponse(reply(aaaa), SERVER, [a, aaaa])).toMatchObject({ kind: 'answer', query: aaaa });
  });

  it('may carry OPT in its additional section', () => {
    const query = pending();
    expect(matchResponse(withOpt('additionals'), SERVER, [query])).toMatchObject({
      kind: 'answer',
      answer: { addresses: ['192.0.2.1'] },
    });
  });

  it.each([
    ['garbage', () => new Uint8Array([1, 2, 3]), pending()],
    ['garbage', (query: PendingQuery) => query.bytes, pending()],
    ['wrongId', (query: PendingQuery) => reply(query).with(1, 9), pending()],
    ['wrongQuestion', (query: PendingQuery) => reply(query).with(13, 0x61), pending()],
    ['garbage', (query: PendingQuery) => reply(query).with(5, 2), pending()],
  ] as const)('is a stray, and leaves its query waiting: %s', (stray, bytes, query) => {
    expect(matchResponse(bytes(query), SERVER, [query])).toEqual({ kind: 'stray', stray, insteadOf: query });
    expect(matchResponse(bytes(query), ELSEWHERE, [query])).toEqual({ kind: 'stray', stray });
  });

  it('that matches no query leaves the one waiting whose question it repeats, else the one with its id, else the first', () => {
    const [a, aaaa] = [pending('A', 7), pending('AAAA', 8)];
    const left = (bytes: Uint8Array) => {
      const match = matchResponse(bytes, SERVER, [a, aaaa]);
      return match.kind === 'stray' ? match.insteadOf : undefined;
    };
    expect(left(reply(aaaa).with(1, 9))).toBe(aaaa);
    expect(left(reply(aaaa).with(13, 0x61))).toBe(aaaa);
    expect(left(reply(aaaa).with(1, 7))).toBe(aaaa);
    expect(left(new Uint8Array([1, 2, 3]))).toBe(a);
    a.unmatchedAtMs = 1;
    expect(left(new Uint8Array([1, 2, 3]))).toBe(aaaa);
    a.end = { kind: 'aborted', ...a.sent };
    expect(left(reply(a))).toBeUndefined();
    expect(left(reply(a).with(13, 0x61))).toBeUndefined();
  });

  it('from a server that was not asked is named by its query, unless it has no question', () => {
    const query = pending();
    expect(matchResponse(reply(query), ELSEWHERE, [query])).toEqual({ kind: 'wrong-source', query });
    expect(matchResponse(reply(query).slice(0, 12), ELSEWHERE, [query])).toEqual({
      kind: 'stray',
      stray: 'garbage',
    });
  });

  it('to an ended query is a duplicate', () => {
    const query = pending();
    query.end = { kind: 'aborted', ...query.sent };
    expect(matchResponse(reply(query), SERVER, [query])).toEqual({ kind: 'stray', stray: 'duplicate' });
  });
});

describe('a malformed answer', () => {
  const SERVFAIL = { rcode: 'SERVFAIL', addresses: [] };
  const GOOD = { rcode: 'NOERROR', addresses: ['192.0.2.1'] };

  it.each([
    ['header-only', reply(pending(), 'SERVFAIL').slice(0, 12).with(5, 0), SERVFAIL],
    [
      'no-question',
      withoutQuestion(
        encode({
          type: 'response',
          id: 7,
          questions: [{ type: 'A', name: 'web.test' }],
          answers: [{ type: 'A', name: 'a.test', data: '192.0.2.1' }],
        }),
      ),
      GOOD,
    ],
    ['opt-in-answers', withOpt('answers'), GOOD],
  ] as const)(
    'says what is wrong with it, and what a lenient reader takes from it: %s',
    (reason, bytes, answer) => {
      const query = pending();
      expect(matchResponse(bytes, SERVER, [query])).toMatchObject({
        kind: 'malformed',
        query,
        reason,
        answer,
      });
    },
  );

  it('whose records are cut short has no answer in it', () => {
    const query = pending();
    expect(matchResponse(reply(query).slice(0, -2), SERVER, [query])).toEqual({
      kind: 'malformed',
      query,
      reason: 'unparsable',
    });
  });

  it('that is a header whose count promises a question has no answer in it either', () => {
    const query = pending();
    const match = matchResponse(reply(query).slice(0, 12), SERVER, [query]);
    expect(match).toEqual({ kind: 'malformed', query, reason: 'header-only' });
  });
});
