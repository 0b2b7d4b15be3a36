import { decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeQuery } from '../../src/demo/query.ts';
import { encodeFormatError, encodeReply, type Reply } from '../../src/demo/reply.ts';
import type { Rcode } from '../../src/domain/outcome.ts';
import { addresses, decoded, query } from './ask.ts';

function replyTo(bytes: Uint8Array, reply: Partial<Reply> = {}): { bytes: Uint8Array } {
  const asked = decodeQuery(bytes);
  if (!asked) throw new Error('the query cannot be read');
  return { bytes: encodeReply(asked, bytes, { rcode: 'NOERROR', addresses: [], ...reply }) };
}

describe('encodeReply', () => {
  it('answers with the addresses of the asked family only', () => {
    const both = { addresses: ['10.0.0.7', '2001:db8::1:0:7'] };
    expect(addresses(replyTo(query('web.test', 'A'), both))).toEqual(['10.0.0.7']);
    expect(addresses(replyTo(query('web.test', 'AAAA'), both))).toEqual(['2001:db8::1:0:7']);
    expect(addresses(replyTo(query('web.test', 'TXT'), both))).toEqual([]);
  });

  it('repeats id and question to the letter, upper and lower case too', () => {
    const packet = decoded(replyTo(query('WeB.tEst', 'A', 65_535)));
    expect(packet.id).toBe(65_535);
    expect(packet.questions).toEqual([{ name: 'WeB.tEst', type: 'A', class: 'IN' }]);
  });

  it('writes every IPv6 address as dns-packet reads it', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const asked = query('six.test', 'AAAA');
        const expected = encode({
          type: 'response',
          questions: [{ type: 'AAAA', name: 'six.test' }],
          answers: [
            { type: 'AAAA', name: 'six.test', data: new URL(`http://[${address}]`).hostname.slice(1, -1) },
          ],
        });
        expect(addresses(replyTo(asked, { addresses: [address] }))).toEqual(addresses({ bytes: expected }));
      }),
      { numRuns: 300 },
    );
  });

  it.each<[Rcode, number]>([
    ['NOERROR', 0],
    ['FORMERR', 1],
    ['SERVFAIL', 2],
    ['NXDOMAIN', 3],
    ['NOTIMP', 4],
    ['REFUSED', 5],
  ])('says %s as %i', (rcode, code) => {
    expect(decoded(replyTo(query('x.test'), { rcode })).rcode).toBe(code);
  });

  it.each([
    ['before', ['CNAME x.test', 'A target.test', 'A target.test']],
    ['after', ['A target.test', 'A target.test', 'CNAME x.test']],
    ['alone', ['CNAME x.test']],
  ] as const)('puts the CNAME record %s the addresses', (alias, expected) => {
    const packet = decoded(replyTo(query('x.test'), { addresses: ['10.0.0.7', '10.0.0.8'], alias }));
    expect(packet.answers?.map(({ type, name }) => `${type} ${name}`)).toEqual(expected);
  });

  it('sets only the truncation bit for a truncated answer', () => {
    const packet = decoded(replyTo(query('x.test'), { truncated: true }));
    expect(packet.flag_tc).toBe(true);
    expect(packet.flag_ra).toBe(true);
  });

  it('is lame without authority, recursion and records', () => {
    const packet = decoded(replyTo(query('x.test'), { lame: true }));
    expect([packet.flag_aa, packet.flag_ra, packet.answers?.length]).toEqual([false, false, 0]);
  });

  it('differs from the query in exactly what is asked to be wrong', () => {
    const asked = query('x.test', 'A', 7);
    const otherId = decoded(replyTo(asked, { wrongId: true }));
    expect(otherId.id).not.toBe(7);
    expect(otherId.questions?.[0]?.name).toBe('x.test');
    for (const name of ['x.test', 'X.test', 'a.test', '7.test', 'y']) {
      const otherName = decoded(replyTo(query(name, 'A', 7), { wrongQuestion: true }));
      expect(otherName.id).toBe(7);
      expect(otherName.questions?.[0]?.name?.toLowerCase()).not.toBe(name.toLowerCase());
    }
    expect(decoded(replyTo(query('.', 'A'), { wrongQuestion: true })).questions?.[0]?.type).not.toBe('A');
  });

  it.each(['10.0.0', '10.0.0.256', '10.0.0.x', ''])('refuses %j, which is no address', (address) => {
    expect(() => replyTo(query('x.test'), { addresses: [address] })).toThrow(TypeError);
  });
});

describe('encodeFormatError', () => {
  it('is a header with the id of what could not be read', () => {
    const packet = decode(
      Buffer.from(encodeFormatError(new Uint8Array([0x12, 0x34, 1, 0, 0, 9, 0, 0, 0, 0, 0, 0]))),
    );
    expect(packet.id).toBe(0x1234);
    expect(packet.questions).toEqual([]);
    expect((packet.flags ?? 0) & 0x0f).toBe(1);
  });
});
