/** What an answer says about a name: addresses, none, or that the name does not exist. */

import type { QueryOutcome } from '../domain/outcome.ts';

export function hasAddresses(query: QueryOutcome): boolean {
  return (query.kind === 'answered' || query.kind === 'late') && query.answer.addresses.length > 0;
}

export function isDenied(query: QueryOutcome): boolean {
  return (query.kind === 'answered' || query.kind === 'late') && query.answer.rcode === 'NXDOMAIN';
}

/** "The name exists, and has no address of this type". A truncated answer says nothing about addresses. */
export function isNoData(query: QueryOutcome): boolean {
  if (query.kind !== 'answered' && query.kind !== 'late') return false;
  const { rcode, addresses, truncated } = query.answer;
  return rcode === 'NOERROR' && addresses.length === 0 && !truncated;
}

export function typeAndName({ qtype, name }: QueryOutcome): string {
  return `${qtype} ${bare(name)}`;
}

/** The question, and the server that was asked. */
export function answerKey(query: QueryOutcome): string {
  return `${typeAndName(query)} ${query.server.address}`;
}

/** A name without its final dot. */
export function bare(name: string): string {
  return name.replace(/\.$/, '');
}
