/** What a scripted DNS server does with a query, as a value, and common ways to choose it. */

import type { Rcode, Transport } from '../domain/outcome.ts';
import type { QueryType } from '../domain/question.ts';
import type { Server } from '../domain/server.ts';
import type { Random } from '../platform/random.ts';
import type { Alias } from './reply.ts';

/** What follows at once after the false answers of an action. Without it, nothing more comes. */
interface Followed {
  readonly thenReal?: Action;
}

export type Action =
  /** Addresses of the other family are left out. Not given: 192.0.2.1 and 2001:db8::1. */
  | { readonly kind: 'answer'; readonly addresses?: readonly string[] }
  /** The usual addresses, of another name to which a CNAME record leads. */
  | { readonly kind: 'alias'; readonly cname: Alias }
  | { readonly kind: 'nodata' }
  | { readonly kind: 'nxdomain' }
  | { readonly kind: 'rcode'; readonly rcode: Rcode }
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly ms: number; readonly action: Action }
  /** `copies` is the number of messages in all, 2 if not given. */
  | { readonly kind: 'duplicate'; readonly action: Action; readonly copies?: number }
  | ({ readonly kind: 'wrong-id' } & Followed)
  | ({ readonly kind: 'wrong-question' } & Followed)
  /** A right answer from another address. Impossible over TCP, so nothing is sent there. */
  | ({ readonly kind: 'wrong-source' } & Followed)
  /** Over UDP an empty answer with the TC bit, over TCP the whole answer. */
  | { readonly kind: 'truncate' }
  /** NOERROR without records, neither authoritative nor recursive. */
  | { readonly kind: 'lame' }
  /** `bytes` instead of a message; not given: four bytes, less than a header. */
  | ({ readonly kind: 'garbage'; readonly bytes?: Uint8Array } & Followed)
  /** TCP: ends the connection without an answer. UDP: nothing. */
  | { readonly kind: 'close' }
  /** TCP: resets the connection. UDP: nothing. */
  | { readonly kind: 'reset' };

export interface ReceivedQuery {
  /** As sent, without the trailing dot. */
  readonly name: string;
  readonly qtype: QueryType | 'OTHER';
  readonly transport: Transport;
  readonly from: Server;
  readonly id: number;
  /** How many queries came before this one since the server started. */
  readonly index: number;
  /** How many queries for the same name and type came before this one. */
  readonly nth: number;
  readonly bytes: Uint8Array;
  /** When it came, on the monotonic clock. */
  readonly atMs: number;
}

export type Script = (query: ReceivedQuery) => Action;

/** Makers that take an action also take a script, so that scripts can be combined. */
export type Choice = Action | Script;

export function choose(choice: Choice, query: ReceivedQuery): Action {
  return typeof choice === 'function' ? choice(query) : choice;
}

export const ANSWER: Action = { kind: 'answer' };
export const DROP: Action = { kind: 'drop' };

export function always(action: Action): Script {
  return () => action;
}

/** Other types than the given ones are answered as the server would without a script. */
export function byType(choices: { readonly A?: Choice; readonly AAAA?: Choice }): Script {
  return (query) => {
    if (query.qtype === 'OTHER') return ANSWER;
    return choose(choices[query.qtype] ?? ANSWER, query);
  };
}

export function byTransport(choices: { readonly udp?: Choice; readonly tcp?: Choice }): Script {
  return (query) => choose(choices[query.transport] ?? ANSWER, query);
}

/** The first query to this script gets the first action, and so on; all further ones get `then`. */
export function inOrder(actions: readonly Choice[], then: Choice = ANSWER): Script {
  let asked = 0;
  return (query) => {
    const choice = actions[asked] ?? then;
    asked += 1;
    return choose(choice, query);
  };
}

/** `choice` for a share of `probability` (0 to 1) of the queries, `otherwise` for the rest. */
export function withProbability(
  probability: number,
  random: Random,
  choice: Choice,
  otherwise: Choice = ANSWER,
): Script {
  return (query) => choose(random.next() < probability ? choice : otherwise, query);
}
