/** Random and mutated replies to an open question: no crash, no hang, no false answer.   [replies] */

import { isIP } from 'node:net';
import { seededRandom } from '../src/platform/random.ts';
import type { PendingQuery } from '../src/wire/pending-query.ts';
import { openExchange, SERVER } from '../test/support/wire/open-exchange.ts';
import { countArgument } from './support/arguments.ts';
import { report } from './support/rows.ts';

/** Answers of dnsmasq 2.90 to A and AAAA: a header, the question, and one record whose name is a pointer. */
const TAIL = {
  A: 'c00c000100010000000000040a000001',
  AAAA: `c00c001c0001000000000010fd${'00'.repeat(14)}01`,
};
const NAME = 'kubernetes.default.svc.cluster.local';
const HEADER_BYTES = 12;
/** Much longer than a reply takes. Endless backtracking or an endless loop of pointers would exceed it. */
const HANG_MS = 1_000;

const replies = countArgument(100_000);
const random = seededRandom('fuzz');
const upTo = (most: number) => Math.floor(random.next() * (most + 1));
const { exchange, receive } = await openExchange();
report([
  fuzzed('random byte strings, half of them after the header and the question of the open query', junk),
  fuzzed('mutated real answers', (query) => mutated(realAnswer(query), 1 + upTo(3))),
]);

/** Feeds one reply to one open question, again and again. */
function fuzzed(kind: string, reply: (query: PendingQuery) => Buffer) {
  const ends: Record<string, number> = {};
  let falseAnswers = 0;
  let longestMs = 0;
  for (let turn = 0; turn < replies; turn += 1) {
    const query = exchange.ask({ name: NAME, qtype: turn % 2 === 0 ? 'A' : 'AAAA' }, SERVER);
    const bytes = reply(query);
    const startMs = performance.now();
    receive(bytes);
    longestMs = Math.max(longestMs, performance.now() - startMs);
    const end = query.end?.kind ?? 'ignored';
    ends[end] = (ends[end] ?? 0) + 1;
    if (!isTrue(query, bytes)) falseAnswers += 1;
    exchange.settle([query]);
  }
  const counts = Object.entries(ends).map(([end, count]) => `${count} ${end}`);
  return {
    bar: `${replies} ${kind}: no crash, no hang, no false answer`,
    measured: `${falseAnswers} false answers; ${counts.join(', ')}; the longest took ${longestMs.toFixed(1)} ms`,
    holds: falseAnswers === 0 && longestMs < HANG_MS,
  };
}

function junk({ bytes, sent }: PendingQuery): Buffer {
  const noise = Buffer.from(Array.from({ length: upTo(120) }, () => upTo(255)));
  if (sent.qtype === 'A') return noise;
  const response = Buffer.concat([bytes, noise]);
  response.writeUInt16BE(0x8580, 2);
  response.writeUInt16BE(upTo(3), 6);
  return response;
}

function realAnswer({ bytes, sent }: PendingQuery): Buffer {
  const answer = Buffer.concat([bytes, Buffer.from(TAIL[sent.qtype], 'hex')]);
  answer.writeUInt16BE(0x8580, 2);
  answer.writeUInt16BE(1, 6);
  return answer;
}

/** Sets a byte, cuts off the end, inserts a byte, or doubles a part. */
function mutated(answer: Buffer, changes: number): Buffer {
  let bytes = answer;
  for (let change = 0; change < changes; change += 1) {
    const at = upTo(bytes.length);
    const put = Buffer.from([upTo(255)]);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const kinds = [
      [before, put, after.subarray(1)],
      [before],
      [before, put, after],
      [bytes.subarray(0, at + upTo(20)), after],
    ];
    bytes = Buffer.concat(kinds[upTo(kinds.length - 1)] ?? []);
  }
  return bytes;
}

/**
 * Only a response with the question's own id and name may end it, and an address must occur in its bytes. A response without any
 * question may end it as malformed (`header-only`, `no-question`): its id is all that it can be known by.
 */
function isTrue({ bytes: query, end }: PendingQuery, reply: Buffer): boolean {
  if (!end) return true;
  const hasNoQuestion =
    end.kind === 'malformed' && end.reason !== 'unparsable' && end.reason !== 'opt-in-answers';
  if (hasNoQuestion) return reply[0] === query[0] && reply[1] === query[1];
  const text = (of: Uint8Array) =>
    Buffer.from(of.subarray(HEADER_BYTES, query.length)).toString('latin1').toLowerCase();
  if (reply[0] !== query[0] || reply[1] !== query[1] || text(reply) !== text(query)) return false;
  if (!('answer' in end)) return true;
  return end.answer.addresses.every((address) => reply.includes(octets(address)));
}

function octets(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (half: string) => half.split(':').filter((group) => group !== '');
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail ?? '')];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
