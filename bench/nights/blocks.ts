/** Building blocks of histories: spans, faulty mechanisms, and truths. */

import type { Cause } from '../../src/domain/cause.ts';
import type { Mechanism, Segment } from '../../test/worlds/world.ts';
import { type From, type History, SECOND, type Span, type Timed, type Truth } from './history.ts';

/** From second to second. */
export const s = (from: number, until: number): Span => ({ fromMs: from * SECOND, untilMs: until * SECOND });

export function during(span: Span, ...faults: readonly Mechanism[]): Timed[] {
  return faults.map((fault) => ({ ...span, fault }));
}

/** `onS` seconds of every `onS + offS`. */
export function flapping(span: Span, onS: number, offS: number, ...faults: readonly Mechanism[]): Timed[] {
  const isOn = (sinceMs: number) => sinceMs % ((onS + offS) * SECOND) < onS * SECOND;
  return faults.map((fault) => ({ ...span, fault, isOn }));
}

export function due(span: Span, right: readonly Cause[], accepted: readonly Cause[] = []): Truth {
  return { ...span, right, accepted, isDue: true };
}

/** Too short, too rare or too weak to demand a verdict. */
export function perhaps(span: Span, right: readonly Cause[], accepted: readonly Cause[] = []): Truth {
  return { ...span, right, accepted };
}

const POD_NODE: Segment = { at: 'pod-node' };
export const loss = (share: number, segment: Segment = POD_NODE): Mechanism => ({
  kind: 'loss',
  segment,
  pattern: { how: 'even', share },
});
export const silent = (...pods: readonly number[]): Mechanism => ({
  kind: 'pod',
  pods,
  state: { how: 'silent' },
});
export const refusing = (...pods: readonly number[]): Mechanism => ({
  kind: 'pod',
  pods,
  state: { how: 'refusing' },
});
export const slow = (share: number, ms: number, ...pods: readonly number[]): Mechanism => ({
  kind: 'pod',
  pods,
  state: { how: 'slow', share, ms },
});
export const noVip = (how: 'silent' | 'refusing'): Mechanism => ({ kind: 'no-vip', how });
export const upstream = (how: 'slow' | 'silent' | 'SERVFAIL', share = 1): Mechanism => ({
  kind: 'upstream',
  how,
  share,
});
export const full = (share: number): Mechanism => ({ kind: 'table-full', share });
export const race = (share: number, pairShare = 1): Mechanism => ({
  kind: 'race',
  share,
  pairShare,
  repaired: 0,
  counted: true,
  direct: false,
});
export const starved = (share: number): Mechanism => ({ kind: 'starved', share });

export const POD: readonly Cause[] = ['endpoint-down'];
export const LOSS: readonly Cause[] = ['packet-loss'];
export const UPSTREAM: readonly Cause[] = ['upstream-slow', 'upstream-error'];
export const ASTRAY: readonly Cause[] = ['vip-leads-astray'];
export const VIP: readonly Cause[] = ['vip-unreachable'];
/** Everything that leaves the pod is lost: nobody can say whether the pods or the network are gone. */
export const NETWORK: readonly Cause[] = ['packet-loss', 'endpoint-down'];

/** When a fault begins: the agent has run so many seconds by then, unless it is a cold start. */
export const Q = 150;
/** Later than the end of every history, in seconds. */
export const NEVER = 1_000_000;

/** The end of a history whose last fault ends at `untilS`, in milliseconds. */
export const endMs = (untilS: number): number => (untilS + 100) * SECOND;

/** `value` from this second on. */
export const from = <T>(atS: number, value: T): From<T> => ({ atMs: atS * SECOND, value });

/** One fault from `Q` on, for `lastsS` seconds. It must be named if it lasts for two minutes or longer. */
export function oneFault(
  id: string,
  title: string,
  lastsS: number,
  right: readonly Cause[],
  accepted: readonly Cause[],
  ...faults: readonly Mechanism[]
): History {
  const span = s(Q, Q + lastsS);
  const truth = lastsS >= 120 ? due(span, right, accepted) : perhaps(span, right, accepted);
  return { id, title, endMs: endMs(Q + lastsS), faults: during(span, ...faults), truths: [truth] };
}
