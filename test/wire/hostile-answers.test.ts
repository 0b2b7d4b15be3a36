import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeQuery } from '../../src/demo/query.ts';
import { encodeReply } from '../../src/demo/reply.ts';
import { canonicalAddress } from '../../src/platform/address.ts';
import type { Exchange } from '../../src/wire/exchange.ts';
import type { PendingQuery } from '../../src/wire/pending-query.ts';
import { openExchange, SERVER } from '../support/wire/open-exchange.ts';

/** FIVESEC_FUZZ_RUNS asks for another number of byte strings and of mutated answers. */
const RUNS = Number(process.env['FIVESEC_FUZZ_RUNS'] ?? 100_000);

function counted({ strays }: Exchange): number {
  return strays.garbage + strays.wrongId + strays.wrongQuestion + strays.duplicate;
}

function realAnswer({ bytes }: PendingQuery, addresses: readonly string[]): Uint8Array {
  const query = decodeQuery(bytes);
  if (!query) throw new Error('the query is none');
  return encodeReply(query, bytes, { rcode: 'NOERROR', addresses });
}

const QUESTIONS = [
  { name: 'web.test', qtype: 'A' },
  { name: 'web.test', qtype: 'AAAA' },
] as const;
const ADDRESSES = ['192.0.2.1', '198.51.100.200', '2001:db8::1', 'fd00:10:96::a'];

/** Flips, cuts, doubles and inserts: what a broken path or an attacker who saw the answer could make of it. */
const mutation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('set' as const), at: fc.nat(120), byte: fc.nat(255) }),
  },
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(120), byte: fc.constant(0) }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(120), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('double' as const), at: fc.nat(120), byte: fc.nat(40) }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutated(bytes: Uint8Array, { kind, at, byte }: Mutation): Uint8Array {
  const place = at % bytes.length;
  switch (kind) {
    case 'set':
      return bytes.map((old, index) => (index === place ? byte : old));
    case 'cut':
      return bytes.slice(0, place);
    case 'insert':
      return new Uint8Array([...bytes.slice(0, place), byte, ...bytes.slice(place)]);
    case 'double':
      return new Uint8Array([...bytes.slice(0, place + byte), ...bytes.slice(place)]);
  }
}

/** The octets of `address` as they stand in a record. */
function octets(address: string): number[] {
  const reply = realAnswer(
    {
      bytes: new Uint8Array([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, isIPv4(address) ? 1 : 28, 0, 1]),
    } as PendingQuery,
    [address],
  );
  return [...reply.slice(-(isIPv4(address) ? 4 : 16))];
}

describe('hostile answers', () => {
  it('never take random bytes for an answer, and count each of them', { timeout: 120_000 }, async () => {
    const { exchange, receive } = await openExchange();
    const queries = QUESTIONS.map((question) => exchange.ask(question, SERVER));
    let sent = 0;
    // A header that looks like a response lets more than a few byte strings past the first check.
    const header = fc
      .tuple(fc.nat(0xff), fc.nat(0xff))
      .map(([high, low]) => [high, low, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .tuple(header, fc.uint8Array({ maxLength: 60 }))
        .map(([start, rest]) => new Uint8Array([...start, ...rest])),
    );
    // A response without a question is known by its id alone: with the right one it ends the query as malformed.
    const isKnownById = ([high = 0, low = 0, , , ...counts]: Uint8Array) =>
      queries.some(({ id }) => id === high * 256 + low) &&
      (counts.length === 8 || (counts[0] === 0 && counts[1] === 0));
    fc.assert(
      fc.property(
        junk.filter((bytes) => !isKnownById(bytes)),
        (bytes) => {
          sent += 1;
          receive(bytes);
          return queries.every(({ end }) => end === undefined);
        },
      ),
      { numRuns: RUNS },
    );
    expect(sent).toBe(RUNS);
    expect(counted(exchange)).toBe(RUNS);
  });

  it('accept of a mutated answer only what it says, for the very question that was asked', {
    timeout: 120_000,
  }, async () => {
    const { exchange, receive } = await openExchange();
    const ends: Record<string, number> = {};
    fc.assert(
      fc.property(
        fc.constantFrom(...QUESTIONS),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (question, mutations) => {
          const query = exchange.ask(question, SERVER);
          const real = realAnswer(query, ADDRESSES);
          const bytes = mutations.reduce(
            (given, change) => mutated(given.length > 0 ? given : real, change),
            real,
          );
          receive(bytes);
          const [outcome] = exchange.settle([query]);
          const kind = outcome?.kind ?? 'none';
          ends[kind] = (ends[kind] ?? 0) + 1;
          const asked = Buffer.from(query.bytes.subarray(12));
          // A response without a question has nothing but the id (and the source) to be known by.
          const withoutQuestion =
            outcome?.kind === 'malformed' && ['no-question', 'header-only'].includes(outcome.reason);
          const stillAnswers =
            bytes[0] === query.bytes[0] &&
            bytes[1] === query.bytes[1] &&
            (withoutQuestion ||
              Buffer.from(bytes.subarray(12, query.bytes.length)).toString('latin1').toLowerCase() ===
                asked.toString('latin1').toLowerCase());
          const isUnmatched = outcome?.kind === 'malformed' && outcome.reason === 'unmatched';
          if (outcome?.kind === 'timed-out' || isUnmatched) return;
          expect(stillAnswers).toBe(true);
          if (outcome?.kind !== 'answered') return;
          for (const address of outcome.answer.addresses) {
            expect(question.qtype === 'A' ? isIPv4(address) : isIPv6(address)).toBe(true);
            expect(Buffer.from(bytes).includes(Buffer.from(octets(canonicalAddress(address))))).toBe(true);
          }
        },
      ),
      { numRuns: RUNS },
    );
    // The mutations reach every end, else this test would prove little.
    expect(Object.keys(ends).sort()).toEqual(['answered', 'malformed', 'refused-by-rcode', 'timed-out']);
  });
});
