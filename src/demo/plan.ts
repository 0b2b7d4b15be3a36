/** Turns an action into steps: what the server sends, and when. Pure: the sockets only carry it out. */

import type { Transport } from '../domain/outcome.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { DecodedQuery } from './query.ts';
import { encodeReply, type Reply } from './reply.ts';
import type { Action } from './script.ts';

export type Step =
  | {
      readonly kind: 'send';
      readonly afterMs: number;
      readonly bytes: Uint8Array;
      readonly fromElsewhere: boolean;
    }
  | { readonly kind: 'close'; readonly afterMs: number }
  | { readonly kind: 'reset'; readonly afterMs: number };

const DEFAULT_ADDRESSES = ['192.0.2.1', '2001:db8::1'];
const DEFAULT_GARBAGE = new Uint8Array([0xde, 0xad, 0xbe, 0xef]);
const RIGHT: Reply = { rcode: 'NOERROR', addresses: DEFAULT_ADDRESSES };

/** The steps of `action`, in order. An empty plan means no answer. */
export function plan(query: DecodedQuery, bytes: Uint8Array, transport: Transport, action: Action): Step[] {
  const reply = (content: Reply, fromElsewhere = false): Step => {
    const whole = encodeReply(query, bytes, content);
    const fits = transport === 'tcp' || whole.length <= query.udpBytes;
    const message = fits ? whole : encodeReply(query, bytes, { ...content, addresses: [], truncated: true });
    return { kind: 'send', afterMs: 0, bytes: message, fromElsewhere };
  };
  const next = (following: Action | undefined): Step[] =>
    following ? plan(query, bytes, transport, following) : [];

  switch (action.kind) {
    case 'answer':
      return [reply({ ...RIGHT, addresses: action.addresses ?? DEFAULT_ADDRESSES })];
    case 'alias':
      return [reply({ ...RIGHT, alias: action.cname })];
    case 'nodata':
      return [reply({ ...RIGHT, addresses: [] })];
    case 'nxdomain':
      return [reply({ rcode: 'NXDOMAIN', addresses: [] })];
    case 'rcode':
      return [reply({ rcode: action.rcode, addresses: [] })];
    case 'lame':
      return [reply({ ...RIGHT, addresses: [], lame: true })];
    case 'truncate':
      return [reply(transport === 'tcp' ? RIGHT : { ...RIGHT, addresses: [], truncated: true })];
    case 'drop':
      return [];
    case 'delay':
      return next(action.action).map((step) => ({ ...step, afterMs: step.afterMs + action.ms }));
    case 'duplicate':
      return Array.from({ length: action.copies ?? 2 }, () => next(action.action)).flat();
    case 'wrong-id':
      return [reply({ ...RIGHT, wrongId: true }), ...next(action.thenReal)];
    case 'wrong-question':
      return [reply({ ...RIGHT, wrongQuestion: true }), ...next(action.thenReal)];
    case 'wrong-source':
      return [...(transport === 'udp' ? [reply(RIGHT, true)] : []), ...next(action.thenReal)];
    case 'garbage': {
      const message = action.bytes ?? DEFAULT_GARBAGE;
      return [{ kind: 'send', afterMs: 0, bytes: message, fromElsewhere: false }, ...next(action.thenReal)];
    }
    case 'close':
    case 'reset':
      return transport === 'tcp' ? [{ kind: action.kind, afterMs: 0 }] : [];
    default:
      return assertNever(action);
  }
}
