/** Answers that a resolver can't use: they are malformed or contain no answer to the question. */

import { assertNever } from '../../../src/platform/assert-never.ts';

/**
 * `no-question`: the header alone, NOERROR. `twelve-bytes`: the header alone, SERVFAIL, which glibc 2.41 and musl take.
 * `cut-off`: ends in the middle of its record. `pointer-loop`: a record whose name points at itself.
 */
export const UNUSABLE = ['no-question', 'twelve-bytes', 'cut-off', 'pointer-loop'] as const;
export type Unusable = (typeof UNUSABLE)[number];

const HEADER_BYTES = 12;
const SERVFAIL = 2;
/** QR, RD, RA. */
const ANSWERED = 0x8180;

export function isUnusable(how: string): how is Unusable {
  return UNUSABLE.some((one) => one === how);
}

/** The answer to `query`, a DNS message with one question. */
export function unusable(how: Unusable, query: Buffer): Buffer {
  switch (how) {
    case 'no-question':
      return header(query, 0, 0, 0);
    case 'twelve-bytes':
      return header(query, SERVFAIL, 0, 0);
    case 'cut-off':
      return Buffer.concat([
        header(query, 0, 1, 1),
        question(query),
        Buffer.from([0xc0, HEADER_BYTES, 0, 1]),
      ]);
    case 'pointer-loop': {
      const end = HEADER_BYTES + question(query).length;
      const loop = [0xc0, end, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, 192, 0, 2, 1];
      return Buffer.concat([header(query, 0, 1, 1), question(query), Buffer.from(loop)]);
    }
    default:
      return assertNever(how);
  }
}

function header(query: Buffer, rcode: number, questions: number, answers: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  query.copy(bytes, 0, 0, 2);
  bytes.writeUInt16BE(ANSWERED | rcode, 2);
  bytes.writeUInt16BE(questions, 4);
  bytes.writeUInt16BE(answers, 6);
  return bytes;
}

/** The question's own bytes, without what comes after it. */
function question(query: Buffer): Buffer {
  const end = query.indexOf(0, HEADER_BYTES);
  return query.subarray(HEADER_BYTES, end + 5);
}
