/** The true duration of each query, by a capture at the pod's interface, and the error of a program's figures. */

import type { CapturedMessage } from '../../test/lab/capture/messages.ts';

export interface WireTime {
  /** When the query passed the interface, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly qtype: string;
  /** The client's port. */
  readonly port: number;
  /** From the query to its answer; undefined if there is no answer. */
  readonly tookMs: number | undefined;
}

/** A duration as a program states it, and which query it was. */
export type Stated = {
  readonly tookMs: number;
  readonly qtype: string;
  /** Undefined if the program does not state it. */
  readonly port?: number;
} & (
  | {
      /** About when the query was sent, in milliseconds since the epoch. */
      readonly atMs: number;
    }
  | {
      /** If the program states no time: the number of the query, from 0. Such a program sends one query after the other. */
      readonly turn: number;
    }
);

/** The wall clocks of two readings on one machine differ by less than this, unless the machine stood still between them. */
const NEAR_MS = 100;

/** Every query over UDP, in the order of the capture. */
export function wireTimes(messages: readonly CapturedMessage[]): readonly WireTime[] {
  const udp = messages.filter(({ transport }) => transport === 'udp');
  const answers = new Map<string, number>();
  // In reverse order, so that of several answers for one port, id and type the first one remains.
  for (const { direction, atMs, ...one } of udp.toReversed())
    if (direction === 'answer') answers.set(keyOf(one), atMs);
  return udp.flatMap(({ direction, atMs, qtype, port, id }) => {
    if (direction === 'answer') return [];
    const answeredMs = answers.get(keyOf({ port, id, qtype }));
    return [{ atMs, qtype, port, tookMs: answeredMs === undefined ? undefined : answeredMs - atMs }];
  });
}

function keyOf({ port, id, qtype }: Pick<CapturedMessage, 'port' | 'id' | 'qtype'>): string {
  return `${port} ${id} ${qtype}`;
}

/**
 * The absolute difference between each stated duration and that of the capture, in microseconds. A statement that fits no answered query
 * of the capture is left out.
 */
export function errors(stated: readonly Stated[], truth: readonly WireTime[]): readonly number[] {
  return stated.flatMap((one) => {
    const wire = 'turn' in one ? truth[one.turn] : nearest(one, truth);
    return wire?.tookMs === undefined ? [] : [Math.abs(one.tookMs - wire.tookMs) * 1000];
  });
}

function nearest(
  { atMs, qtype, port }: Extract<Stated, { atMs: number }>,
  truth: readonly WireTime[],
): WireTime | undefined {
  let found: WireTime | undefined;
  for (const wire of truth) {
    if (wire.qtype !== qtype || (port !== undefined && wire.port !== port)) continue;
    const apartMs = Math.abs(wire.atMs - atMs);
    if (apartMs <= (found === undefined ? NEAR_MS : Math.abs(found.atMs - atMs))) found = wire;
  }
  return found;
}
