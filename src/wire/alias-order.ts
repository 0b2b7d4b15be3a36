/**
 * Which addresses of an answer count for a reader who takes the records one after the other. RFC 1034 section 4.3.1 has CNAME records
 * "possibly preface" the answer, and states no order. glibc needs it: `gaih_getanswer_slice` (resolv/nss_dns/dns-host.c, since 2.37, and in
 * the 2.36 of Debian 12).
 */

import type { QueryType } from '../domain/question.ts';

/** A record as the codec gives it. Names have no trailing dot. */
export interface AnswerRecord {
  readonly type: string;
  readonly name: string;
  readonly class?: string | undefined;
  readonly data?: unknown;
}

/** The addresses of the asked type, whatever name they belong to. */
export function addressesOf(records: readonly AnswerRecord[], qtype: QueryType): readonly string[] {
  return records.filter((record) => isAddress(record, qtype)).map(({ data }) => String(data));
}

/**
 * The addresses of the asked name, or of the name that the last CNAME record before them leads to. As in glibc, it does not matter which
 * name that CNAME record belongs to.
 */
export function addressesInOrder(
  asked: string,
  records: readonly AnswerRecord[],
  qtype: QueryType,
): readonly string[] {
  const found: string[] = [];
  let expected = asked.toLowerCase();
  for (const record of records) {
    if (record.type === 'CNAME') expected = String(record.data).toLowerCase();
    else if (isAddress(record, qtype) && record.name.toLowerCase() === expected)
      found.push(String(record.data));
  }
  return found;
}

function isAddress(record: AnswerRecord, qtype: QueryType): boolean {
  return record.type === qtype && record.class === 'IN';
}
