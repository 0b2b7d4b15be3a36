/** What the project's own scripted server does in a DNS pod, as plain data that can be stored in a file. */

import { type Action, ANSWER, type ReceivedQuery, type Script } from '../../../src/demo/script.ts';
import type { Transport } from '../../../src/domain/outcome.ts';
import type { QueryType } from '../../../src/domain/question.ts';
import type { Random } from '../../../src/platform/random.ts';
import type { Zone } from './zone.ts';

/** A condition that is not given matches everything. */
export interface Rule {
  /** Without the trailing dot. */
  readonly name?: string;
  /** The name is below this one, without the trailing dot. */
  readonly below?: string;
  /** The query has an OPT record (RFC 6891), or has none. */
  readonly edns?: boolean;
  readonly qtype?: QueryType;
  readonly transport?: Transport;
  /** The number of the query among those for one name and type; the first one is 0. */
  readonly nth?: readonly number[];
  /** Applies to this share of the matching queries, 0 to 1. */
  readonly share?: number;
  /** If it is not given, the zone answers. */
  readonly action?: Action;
  /** Milliseconds before the action. */
  readonly delayMs?: number;
  /** The counter that rises when the rule applies. */
  readonly counter?: string;
}

/** The first rule that matches decides; without one, the zone does. `count` is called for each rule that applied. */
export function behave(
  rules: readonly Rule[],
  zone: Zone,
  random: Random,
  count: (counter: string) => void,
): Script {
  return (query) => {
    const rule = rules.find((one) => matches(one, query) && random.next() < (one.share ?? 1));
    if (rule?.counter !== undefined) count(rule.counter);
    const action = rule?.action ?? inZone(zone, query);
    return rule?.delayMs === undefined ? action : { kind: 'delay', ms: rule.delayMs, action };
  };
}

function matches(rule: Rule, { name, qtype, transport, nth, bytes }: ReceivedQuery): boolean {
  return (
    (rule.below === undefined || name.toLowerCase().endsWith(`.${rule.below.toLowerCase()}`)) &&
    (rule.edns ?? hasAdditional(bytes)) === hasAdditional(bytes) &&
    (rule.name ?? name).toLowerCase() === name.toLowerCase() &&
    (rule.qtype ?? qtype) === qtype &&
    (rule.transport ?? transport) === transport &&
    (rule.nth ?? [nth]).includes(nth)
  );
}

/** ARCOUNT of the header (RFC 1035 section 4.1.1): of all that a stub resolver adds, only OPT is counted there. */
function hasAdditional(bytes: Uint8Array): boolean {
  return ((bytes[10] ?? 0) | (bytes[11] ?? 0)) !== 0;
}

/** Names below the origin are those of the zone, names below `invalid` don't exist (RFC 6761 section 6.4); all other names have the server's usual addresses. */
function inZone(zone: Zone, { name, qtype }: ReceivedQuery): Action {
  const lower = name.toLowerCase();
  const host = zone.hosts.find((one) => one.name === lower);
  if (host) {
    const isOfType = (address: string) => address.includes(':') === (qtype === 'AAAA');
    return host.addresses.some(isOfType) ? { kind: 'answer', addresses: host.addresses } : { kind: 'nodata' };
  }
  const isDenied = [zone.origin, 'invalid'].some(
    (origin) => lower === origin || lower.endsWith(`.${origin}`),
  );
  return isDenied ? { kind: 'nxdomain' } : ANSWER;
}
