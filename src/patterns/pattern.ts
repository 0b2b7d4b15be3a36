/**
 * A pattern: what one mechanism that loses queries predicts for every arm. It has a few parameters, each with an axis of values.
 * For given values it predicts how the pairs of each arm end, or nothing about that arm.
 */

import type { Ask } from './ask.ts';
import type { Prediction } from './prediction.ts';

/** Patterns that differ only in the server's address share an id. */
export type PatternId =
  | 'nothing-lost'
  | 'loss-everywhere'
  | 'loss-above-a-rate'
  | 'new-flows-lost'
  | 'new-flows-by-vip-lost'
  | 'whole-flows-lost'
  | 'all-udp-lost'
  | 'tcp-lost'
  | 'all-lost'
  | 'clash-by-vip'
  | 'clash-everywhere'
  | 'one-of-two-on-path'
  | 'second-from-port'
  | 'pods-fail'
  | 'idle-pods-fail'
  | 'pods-unreached'
  | 'vip-leads-astray'
  | 'unlisted-pod-fails'
  | 'loss-by-vip'
  | 'loss-by-vip-above-a-rate'
  | 'loss-behind-vip'
  | 'standing-flow-lost'
  | 'gone-pod-keeps-flow'
  | 'node-local-fails'
  | 'nameserver-fails'
  | 'aaaa-lost'
  | 'a-lost'
  | 'opt-lost'
  | 'large-lost'
  | 'upstream-lost'
  | 'own-names-lost';

/** Patterns of DNS pods that fail. */
export const FAILING_PODS = [
  'pods-fail',
  'idle-pods-fail',
  'pods-unreached',
  'gone-pod-keeps-flow',
] as const satisfies readonly PatternId[];

export function blamesPods(id: PatternId): boolean {
  return FAILING_PODS.some((own) => own === id);
}

export interface Pattern {
  readonly id: PatternId;
  /** The servers that the pattern affects, if it affects only some of several. */
  readonly addresses?: readonly string[];
  /** A description for people: "AAAA queries are lost however they are sent". */
  readonly words: string;
  /** The values to try for each parameter. */
  readonly axes: readonly (readonly number[])[];
  /** `values` has one number for each axis. */
  readonly predict: (ask: Ask, values: readonly number[]) => Prediction;
}
