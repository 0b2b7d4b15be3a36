import {
  AUTHENTIC_DATA,
  type Answer as DnsRecord,
  decode,
  encode,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
} from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeQuery } from '../../src/demo/query.ts';
import { encodeReply, type Reply } from '../../src/demo/reply.ts';
import type { Rcode } from '../../src/domain/outcome.ts';
import type { Question } from '../../src/domain/question.ts';
import {
  decodeAnswer,
  encodeQuery,
  isHeaderOnly,
  questionCount,
  repeatsQuestion,
  responseId,
} from '../../src/wire/packet.ts';

const WEB: Question = { name: 'web.test', qtype: 'A' };

/** An answer by the scripted server's own encoder, which shares no line with the codec under test. */
function reply(query: Uint8Array, content: Partial<Reply> = {}): Uint8Array {
  const decoded = decodeQuery(query);
  if (!decoded) throw new Error('the query is none');
  return encodeReply(decoded, query, {
    rcode: 'NOERROR',
    addresses: ['192.0.2.1', '2001:db8::1'],
    ...content,
  });
}

function records(answers: DnsRecord[]): Uint8Array {
  return encode({
    type: 'response',
    flags: RECURSION_AVAILABLE,
    questions: [{ type: 'A', name: WEB.name }],
    answers,
  });
}

describe('encodeQuery', () => {
  it('writes a plain query: recursion desired, one question, nothing else', () => {
    const bytes = encodeQuery(WEB, 0xabcd);
    expect([...bytes.subarray(0, 12)]).toEqual([0xab, 0xcd, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect(bytes.length).toBe(12 + 'web.test'.length + 2 + 4);
    expect(decode(Buffer.from(bytes)).questions).toEqual([{ name: 'web.test', type: 'A', class: 'IN' }]);
  });

  it('writes AAAA and names with a trailing dot alike, and keeps upper case', () => {
    expect(encodeQuery({ name: 'web.test.', qtype: 'AAAA' }, 1)).toEqual(
      encodeQuery({ name: 'web.test', qtype: 'AAAA' }, 1),
    );
    expect(decodeQuery(encodeQuery({ name: 'Web.Test', qtype: 'AAAA' }, 1))).toMatchObject({
      name: 'Web.Test',
      qtype: 'AAAA',
    });
  });

  it('takes the longest label and the longest name, and refuses one byte more', () => {
    const label = 'a'.repeat(63);
    const name = [label, label, label, 'b'.repeat(61)].join('.');
    expect(name).toHaveLength(253);
    expect(decodeQuery(encodeQuery({ name, qtype: 'A' }, 1))?.name).toBe(name);
    expect(() => encodeQuery({ name: `${label}a`, qtype: 'A' }, 1)).toThrow(RangeError);
    expect(() => encodeQuery({ name: `${name}b`, qtype: 'A' }, 1)).toThrow(RangeError);
    for (const bad of ['', '.', 'a..b', '.a', 'a b', 'a\u0000b'])
      expect(() => encodeQuery({ name: bad, qtype: 'A' }, 1)).toThrow(RangeError);
  });

  it('writes what the codec would write, to the byte', () => {
    const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
    const names = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'));
    const payloads = fc.option(fc.integer({ min: 512, max: 4096 }), { nil: undefined });
    fc.assert(
      fc.property(names, fc.nat(0xffff), payloads, fc.boolean(), (name, id, payload, authenticData) => {
        const opt = {
          type: 'OPT',
          name: '.',
          udpPayloadSize: payload ?? 0,
          extendedRcode: 0,
          ednsVersion: 0,
        } as const;
        const byCodec = encode({
          type: 'query',
          id,
          flags: RECURSION_DESIRED | (authenticData ? AUTHENTIC_DATA : 0),
          questions: [{ type: 'AAAA', class: 'IN', name }],
          additionals: payload === undefined ? [] : [{ ...opt, flags: 0, flag_do: false, options: [] }],
        });
        const extras = { authenticData, ...(payload !== undefined && { optPayload: payload }) };
        expect(Buffer.from(encodeQuery({ name, qtype: 'AAAA' }, id, extras))).toEqual(byCodec);
      }),
    );
  });

  it('leaves the question as it was', () => {
    const question = Object.freeze({ name: 'web.test.', qtype: 'A' as const });
    encodeQuery(question, 1);
    expect(question).toEqual({ name: 'web.test.', qtype: 'A' });
  });
});

describe('responseId', () => {
  it('is the id of a response with one question', () => {
    expect(responseId(reply(encodeQuery(WEB, 0xbeef)))).toBe(0xbeef);
  });

  it('is the id of a response without a question, and of a header alone', () => {
    const answer = reply(encodeQuery(WEB, 0xbeef));
    const without = answer.slice();
    without[5] = 0;
    expect([responseId(without), questionCount(without)]).toEqual([0xbeef, 0]);
    expect([responseId(answer.slice(0, 12)), isHeaderOnly(answer.slice(0, 12))]).toEqual([0xbeef, true]);
    expect(isHeaderOnly(answer)).toBe(false);
  });

  it('is undefined for a query, and for less than a header', () => {
    const query = encodeQuery(WEB, 1);
    for (const bytes of [query, new Uint8Array(0), reply(query).slice(0, 11)])
      expect(responseId(bytes)).toBeUndefined();
  });
});

describe('a query with an OPT record', () => {
  const hex = (id: number, qtype: 'A' | 'AAAA', extras: Parameters<typeof encodeQuery>[2]) =>
    Buffer.from(encodeQuery({ name: 'web.test', qtype }, id, extras)).toString('hex');

  // Captured from getaddrinfo("web.test") of glibc 2.36 (Debian 12) with this line in resolv.conf.
  it.each([
    [
      'options edns0',
      { optPayload: 1200 },
      '0100000100000000000103776562047465737400',
      '00002904b0000000000000',
    ],
    ['options trust-ad', { authenticData: true }, '0120000100000000000003776562047465737400', ''],
    [
      'options edns0 trust-ad',
      { optPayload: 1200, authenticData: true },
      '0120000100000000000103776562047465737400',
      '00002904b0000000000000',
    ],
  ])('is byte for byte what glibc sends with `%s`', (_, extras, header, additional) => {
    expect(hex(0x540e, 'A', extras)).toBe(`540e${header}00010001${additional}`);
    expect(hex(0xc413, 'AAAA', extras)).toBe(`c413${header}001c0001${additional}`);
  });

  it('is matched by its question alone', () => {
    const query = encodeQuery(WEB, 7, { optPayload: 1232 });
    expect(repeatsQuestion(reply(encodeQuery(WEB, 7)), query)).toBe(true);
    expect(repeatsQuestion(reply(encodeQuery({ name: 'web.tess', qtype: 'A' }, 7)), query)).toBe(false);
  });
});

describe('repeatsQuestion', () => {
  const query = encodeQuery(WEB, 7);

  it('compares letters without case', () => {
    const shouting = encodeQuery({ name: 'WEB.tEST', qtype: 'A' }, 7);
    expect(repeatsQuestion(reply(shouting), query)).toBe(true);
    expect(repeatsQuestion(reply(query), shouting)).toBe(true);
  });

  it('refuses another name, another type, another class and a question cut short', () => {
    expect(repeatsQuestion(reply(encodeQuery({ name: 'web.tess', qtype: 'A' }, 7)), query)).toBe(false);
    expect(repeatsQuestion(reply(encodeQuery({ name: 'web.test', qtype: 'AAAA' }, 7)), query)).toBe(false);
    expect(repeatsQuestion(reply(encodeQuery({ name: 'web.test.a', qtype: 'A' }, 7)), query)).toBe(false);
    const otherClass = reply(query);
    otherClass[query.length - 1] = 3;
    expect(repeatsQuestion(otherClass, query)).toBe(false);
    expect(repeatsQuestion(reply(query).slice(0, query.length - 1), query)).toBe(false);
  });

  it('tells a label with a dot in it from two labels, which look alike once decoded to text', () => {
    const oneLabel = Uint8Array.from(query);
    oneLabel[12] = 8; // "web.test" as a single label: the length byte between the two becomes a dot.
    oneLabel[16] = 0x2e;
    expect(repeatsQuestion(oneLabel, query)).toBe(false);
  });
});

describe('decodeAnswer', () => {
  const query = encodeQuery(WEB, 7);

  it('gives the addresses of the asked type', () => {
    expect(decodeAnswer(reply(query), 'A')).toEqual({
      rcode: 'NOERROR',
      addresses: ['192.0.2.1'],
      truncated: false,
      lame: false,
    });
    const aaaa = encodeQuery({ name: 'web.test', qtype: 'AAAA' }, 7);
    expect(decodeAnswer(reply(aaaa), 'AAAA')?.addresses).toEqual(['2001:db8::1']);
    expect(decodeAnswer(reply(aaaa), 'A')?.addresses).toEqual([]);
  });

  it('finds the address behind a CNAME, and passes over other classes', () => {
    const bytes = records([
      { type: 'CNAME', name: 'web.test', data: 'other.test' },
      { type: 'A', name: 'other.test', data: '192.0.2.9' },
      { type: 'A', class: 'CH', name: 'other.test', data: '192.0.2.10' },
    ]);
    expect(decodeAnswer(bytes, 'A')?.addresses).toEqual(['192.0.2.9']);
  });

  it('says which addresses glibc takes, where the CNAME record comes too late', () => {
    expect(decodeAnswer(reply(query, { alias: 'before' }), 'A')).toEqual({
      rcode: 'NOERROR',
      addresses: ['192.0.2.1'],
      truncated: false,
      lame: false,
    });
    expect(decodeAnswer(reply(query, { alias: 'after' }), 'A')).toMatchObject({
      addresses: ['192.0.2.1'],
      inOrder: [],
    });
    expect(decodeAnswer(reply(query, { alias: 'alone' }), 'A')).toMatchObject({
      addresses: [],
      isAliasOnly: true,
    });
  });

  it.each<[number, Rcode]>([
    [0, 'NOERROR'],
    [1, 'FORMERR'],
    [2, 'SERVFAIL'],
    [3, 'NXDOMAIN'],
    [4, 'NOTIMP'],
    [5, 'REFUSED'],
    [6, 'OTHER'],
    [15, 'OTHER'],
  ])('reads response code %i from the flags as %s', (code, rcode) => {
    const bytes = reply(query, { addresses: [] });
    bytes[3] = ((bytes[3] ?? 0) & 0xf0) | code;
    expect(decodeAnswer(bytes, 'A')?.rcode).toBe(rcode);
  });

  it('takes nothing from a truncated answer, whole or not', () => {
    const bytes = reply(query, { truncated: true });
    expect(decodeAnswer(bytes, 'A')).toMatchObject({ truncated: true, addresses: [] });
    expect(decodeAnswer(bytes.slice(0, -3), 'A')).toMatchObject({ truncated: true, addresses: [] });
  });

  it('knows a lame server by what it does not say', () => {
    expect(decodeAnswer(reply(query, { addresses: [], lame: true }), 'A')?.lame).toBe(true);
    expect(decodeAnswer(reply(query, { addresses: [] }), 'A')?.lame).toBe(false);
    expect(decodeAnswer(reply(query, { lame: true }), 'A')?.lame).toBe(false);
  });

  it('reads over bytes that follow the message', () => {
    const bytes = reply(query);
    expect(decodeAnswer(new Uint8Array([...bytes, 1, 2, 3]), 'A')).toEqual(decodeAnswer(bytes, 'A'));
  });

  it('does not invent an address where the record is cut short, at any byte', () => {
    for (const qtype of ['A', 'AAAA'] as const) {
      const asked = encodeQuery({ name: 'web.test', qtype }, 7);
      const whole = reply(asked);
      for (let length = asked.length; length < whole.length; length += 1)
        expect(decodeAnswer(whole.slice(0, length), qtype)).toBeUndefined();
    }
  });

  it('does not follow names that point in circles', () => {
    const bytes = reply(query);
    bytes[query.length] = 0xc0;
    bytes[query.length + 1] = query.length;
    expect(decodeAnswer(bytes, 'A')).toBeUndefined();
  });

  it('reads a view into a larger buffer at its own place', () => {
    const bytes = reply(query);
    const larger = new Uint8Array(bytes.length + 100);
    larger.set(bytes, 50);
    expect(decodeAnswer(larger.subarray(50, 50 + bytes.length), 'A')).toEqual(decodeAnswer(bytes, 'A'));
  });

  it('round-trips any name and any addresses', () => {
    const label = fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/);
    const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(name, fc.integer({ min: 0, max: 0xffff }), fc.array(fc.ipV4()), (host, id, addresses) => {
        const asked = encodeQuery({ name: host, qtype: 'A' }, id);
        const bytes = reply(asked, { addresses });
        expect([responseId(bytes), repeatsQuestion(bytes, asked)]).toEqual([id, true]);
        expect(decodeAnswer(bytes, 'A')?.addresses).toEqual(addresses);
      }),
      { numRuns: 500 },
    );
  });
});
