/** A history of a simulated cluster: faults that come and go, DNS pods that come and go, and which causes are true when. */

import type { Cause } from '../../src/domain/cause.ts';
import type { Mechanism, World } from '../../test/worlds/world.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** Times are milliseconds since the agent's start. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A faulty mechanism, and when it is faulty. */
export interface Timed extends Span {
  readonly fault: Mechanism;
  /** Within the span, given the time since its beginning: is it faulty now? Always, if not given. */
  readonly isOn?: (sinceMs: number) => boolean;
}

/** Which causes are true in a span. A claim of another one is untrue. */
export interface Truth extends Span {
  /** `accepted` is true as well, or nobody can distinguish it by what the agent sees. */
  readonly right: readonly Cause[];
  readonly accepted?: readonly Cause[];
  /** Must it be named within 120 s? */
  readonly isDue?: boolean;
}

/** From this moment on. */
export interface From<T> {
  readonly atMs: number;
  readonly value: T;
}

export interface History {
  readonly id: string;
  readonly title: string;
  readonly endMs: number;
  readonly faults?: readonly Timed[];
  readonly truths?: readonly Truth[];
  readonly world?: Partial<World>;
  /** The DNS pods in the headless Service. All pods, if not given. An empty name (`none`) has no Service to follow. */
  readonly set?: readonly From<readonly number[]>[] | 'none';
  /** The VIP's weights over the pods. */
  readonly weights?: readonly From<readonly number[]>[];
  /** The agent is stopped (SIGSTOP). */
  readonly stopped?: Span;
  /** The wall clock is set by so many milliseconds. */
  readonly clockStep?: From<number>;
}
