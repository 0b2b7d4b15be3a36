/** A question: a name and a record type. The rules for names are in RFC 1035 section 2.3.4. */

export const QUERY_TYPES = ['A', 'AAAA'] as const;
export type QueryType = (typeof QUERY_TYPES)[number];

export interface Question {
  /** A domain name without its trailing dot; the root is the empty string. */
  readonly name: string;
  readonly qtype: QueryType;
}

const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;
/** A name of printable ASCII labels, as nearly every name is: this test makes no garbage, and each query takes it. */
const PLAIN = /^(?:[!#-\-/-[\]-~]{1,63}\.)*[!#-\-/-[\]-~]{1,63}\.?$/;

/**
 * The reason why `name` can't be put into a DNS question, or `undefined` if it can. Lengths are in bytes.
 * Every server answers FORMERR to a packet with such a name.
 */
export function nameMistake(name: string): string | undefined {
  if (name.length <= LONGEST_NAME && PLAIN.test(name)) return undefined;
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  if (bare === '') return 'the name is empty';
  if (byteLength(bare) > LONGEST_NAME)
    return `the name has ${byteLength(bare)} bytes, at most ${LONGEST_NAME} fit`;
  for (const label of bare.split('.')) {
    if (label === '') return 'the name has an empty label';
    if (byteLength(label) > LONGEST_LABEL) {
      return `the label "${label.slice(0, 20)}…" has ${byteLength(label)} bytes, at most ${LONGEST_LABEL} fit`;
    }
    if (Array.from(label).some((character) => character <= ' ' || character === '"' || character === '\\')) {
      return `the label ${JSON.stringify(label)} has a character that no host name has`;
    }
  }
  return undefined;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
